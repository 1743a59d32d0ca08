// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.ChainCopies;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.engine.EncryptRequest;
import org.sectorkeep.engine.InPlaceChains;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.LuksRequest;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.OtherBranches;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.keys.control.EncryptionPolicy;
import org.sectorkeep.vmdk.CreateType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code encrypt SRC}: a copy of a disk, or the disk itself, encrypted under a DEK of its own. */
@Command(
        name = "encrypt",
        description = "Encrypts a disk under a data key of its own, wrapped by a key encryption key.")
final class EncryptCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SRC", description = "a VMDK descriptor, a sparse VMDK, a raw image or a LUKS file")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DST",
            description = "the encrypted disk to make; with --chain the folder")
    private @Nullable Path destination;

    @Mixin
    private final InPlaceFlags inPlace = new InPlaceFlags();

    @Option(
            names = "--chain",
            description = "copy each link of a snapshot chain for itself, instead of what shows at its top")
    private boolean chain;

    @Mixin
    private final EncryptionChoice choice = new EncryptionChoice();

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "an existing key of the provider, instead of a new one")
    private @Nullable String keyId;

    @Option(
            names = "--format",
            paramLabel = "SUBFORMAT",
            description =
                    "layout of the new disk (default: as the source); luks1 and luks2 open by passphrase, luks2 by"
                            + " the key, too")
    private @Nullable DiskFormat format;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    @Mixin
    private final LuksOptions luksOptions = new LuksOptions();

    private EncryptionPolicy.On encryption = EncryptionPolicy.usual();

    EncryptCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        inPlace.requireEither(destination);
        if (chain) {
            DiskFormat.refuseWithChain(format);
        }
        encryption = choice.forDisk(context);
        context.prepareForKeys();
        if (inPlace.inPlace()) {
            return changeInPlace();
        }
        boolean luks = format instanceof DiskFormat.Luks || (!chain && luksOptions.isLuks(source));
        CopyResult result = luks ? bridgeLuks() : encryptDisk();
        context.reportEngine();
        CopyReport.print(context, "encrypted", source, result);
        return ExitCode.DONE;
    }

    private Integer changeInPlace() throws IOException {
        if (format != null || chain) {
            throw new UsageException(
                    (chain ? "--chain" : "--format") + " is for copies: in place a disk keeps its format",
                    "leave it out");
        }
        try (KeyRing ring = KeyRing.open(context, luksOptions.store.or(keyOptions))) {
            String name = providerName(ring);
            InPlaceResult result = CopyRun.run(
                    context,
                    meter -> new InPlaceChains(ring.keys())
                            .encrypt(
                                    new InPlaceEncryptRequest(
                                            source,
                                            name,
                                            Optional.ofNullable(keyId),
                                            encryption.cipher(),
                                            encryption.dataUnit(),
                                            inPlace.options(meter)),
                                    context.force() ? OtherBranches.LEAVE_BEHIND : OtherBranches.REFUSE));
            context.reportEngine();
            InPlaceReport.print(context, "encrypted", result);
        }
        return ExitCode.DONE;
    }

    private CopyResult encryptDisk() throws IOException {
        try (KeyRing ring = KeyRing.open(context, luksOptions.store.or(keyOptions))) {
            String name = providerName(ring);
            return CopyRun.run(
                    context,
                    meter -> chain
                            ? new ChainCopies(ring.keys()).encrypt(request(name, meter))
                            : new DiskEncryption(ring.keys()).encrypt(request(name, meter)));
        }
    }

    private CopyResult bridgeLuks() throws IOException {
        try (LuksSession session = luksOptions.open(context, keyOptions)) {
            if (format instanceof DiskFormat.Luks luks) {
                Optional<String> name = envelopeProvider(luks.version(), session.ring());
                return CopyRun.run(
                        context, meter -> session.conversion().toLuks(luksRequest(luks.version(), name, meter)));
            }
            String name = providerName(session.ring());
            return CopyRun.run(context, meter -> session.conversion().encrypt(request(name, meter)));
        }
    }

    private String providerName(KeyRing ring) throws IOException {
        Optional<String> named = encryption.provider();
        return named.isPresent() ? named.get() : ring.defaultProvider();
    }

    private EncryptRequest request(String providerName, ProgressListener meter) {
        Optional<CreateType> type =
                format instanceof DiskFormat.Vmdk vmdk ? Optional.of(vmdk.type()) : Optional.empty();
        return new EncryptRequest(
                source,
                Objects.requireNonNull(destination),
                providerName,
                Optional.ofNullable(keyId),
                encryption.cipher(),
                encryption.dataUnit(),
                type,
                context.overwrite(),
                meter);
    }

    private Optional<String> envelopeProvider(LuksVersion version, KeyRing ring) throws IOException {
        if (version == LuksVersion.LUKS2) {
            return Optional.of(providerName(ring));
        }
        if (choice.namesProvider() || keyId != null) {
            throw new UsageException(
                    "a luks1 header has no place for a key of a provider", "use --format luks2, or leave that out");
        }
        return Optional.empty();
    }

    private LuksRequest luksRequest(LuksVersion version, Optional<String> envelopeProvider, ProgressListener meter) {
        return new LuksRequest(
                source,
                Objects.requireNonNull(destination),
                version,
                envelopeProvider,
                Optional.ofNullable(keyId),
                encryption.cipher(),
                encryption.dataUnit(),
                context.overwrite(),
                meter);
    }
}
