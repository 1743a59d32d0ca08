// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.engine.EncryptRequest;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code encrypt SRC -o DST}: a copy of a disk, encrypted under a DEK of its own. */
@Command(
        name = "encrypt",
        description = "Encrypts a disk under a data key of its own, wrapped by a key encryption key.")
final class EncryptCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SRC", description = "a VMDK descriptor, a sparse VMDK or a raw image")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DST",
            description = "the encrypted disk to make")
    @SuppressWarnings("NullAway.Init")
    private Path destination;

    @Option(names = "--provider", paramLabel = "NAME", description = "the key provider (default: the default one)")
    private @Nullable String provider;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "an existing key of the provider, instead of a new one")
    private @Nullable String keyId;

    @Option(
            names = "--cipher",
            paramLabel = "aes-xts-256|aes-xts-128",
            defaultValue = "aes-xts-256",
            description = "default: ${DEFAULT-VALUE}")
    private XtsCipher cipher = XtsCipher.AES_XTS_256;

    @Option(
            names = "--data-unit",
            paramLabel = "512|4096",
            defaultValue = "512",
            description = "bytes; default: ${DEFAULT-VALUE}")
    private DataUnit dataUnit = DataUnit.BYTES_512;

    @Option(
            names = "--format",
            paramLabel = "SUBFORMAT",
            description = "layout of the new disk (default: as the source)")
    private @Nullable CreateType format;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    EncryptCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            String providerName = provider == null ? ring.defaultProvider() : provider;
            HostKeys keys = ring.keys();
            CopyResult result = CopyRun.run(
                    context,
                    meter -> new DiskEncryption(keys)
                            .encrypt(new EncryptRequest(
                                    source,
                                    destination,
                                    providerName,
                                    Optional.ofNullable(keyId),
                                    cipher,
                                    dataUnit,
                                    Optional.ofNullable(format),
                                    context.overwrite(),
                                    meter)));
            context.reportEngine();
            CopyReport.print(context, "encrypted", source, result);
        }
        return ExitCode.DONE;
    }
}
