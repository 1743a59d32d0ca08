// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.InPlaceDecryptRequest;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.InPlaceRekeyRequest;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.RekeyRequest;
import org.sectorkeep.engine.Rekeying;
import org.sectorkeep.engine.vm.VmOperation.Kind;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;

/**
 * One operation on one machine, from wherever it is to its end. Every step looks at the file itself whether it is done
 * already, so that all of it can be repeated.
 */
final class VmRun {
    private final HostKeys keys;
    private final InPlaceEncryption disks;
    private final VmSteps steps;
    private final VmFolder vm;
    private final Path vmx;
    private final VmOperation operation;
    private final VmProgress progress;
    private final InPlaceOptions options;
    private final List<String> warnings = new ArrayList<>();

    VmRun(
            HostKeys keys,
            InPlaceEncryption disks,
            VmSteps steps,
            VmFolder vm,
            VmOperation operation,
            InPlaceOptions options)
            throws IOException {
        this.keys = keys;
        this.disks = disks;
        this.steps = steps;
        this.vm = vm;
        this.vmx = vm.vmx().path();
        this.operation = operation;
        this.progress = new VmProgress(vmx, options.progress(), totalBytes(vm));
        this.options =
                new InPlaceOptions(options.resilience(), options.tracking(), options.maxBytesPerSecond(), progress);
    }

    private static long totalBytes(VmFolder vm) throws IOException {
        long total = 0;
        for (VmLink link : vm.disks().own()) {
            total += link.ownBytes();
        }
        for (Path stream : vm.streams()) {
            total += Files.size(stream);
        }
        return total;
    }

    /** What stopped an operation that was begun; a key that cannot be had says so itself. */
    static IOException stopped(Path vmx, IOException failure) {
        return failure instanceof KeyUnavailableException ? failure : new VmStoppedException(vmx, failure);
    }

    VmResult run() throws IOException {
        if (!isCommitted()) {
            try (VmKey key = VmKey.open(keys, vmx, operation.envelope())) {
                run(key);
            }
        }
        VmOperation.remove(vmx);
        steps.done("finished");
        boolean plain = operation.kind() == Kind.DECRYPT;
        return new VmResult(
                vmx,
                plain ? Optional.empty() : Optional.of(operation.envelope()),
                vm.disks().links().size(),
                vm.streams().size(),
                warnings);
    }

    /** The settings are the last that is written. */
    private boolean isCommitted() throws IOException {
        Optional<Envelope> present = VmLines.of(vm.vmx()).map(VmLines::envelope);
        return operation.kind() != Kind.DECRYPT && present.equals(Optional.of(operation.envelope()));
    }

    private void run(VmKey key) throws IOException {
        for (Path stream : vm.streams()) {
            progress.requireGoOn();
            long bytes = Files.size(stream);
            changeStream(stream, key);
            progress.fileDone(bytes);
            steps.done("stream " + stream.getFileName());
        }
        for (VmLink link : vm.disks().own()) {
            progress.requireGoOn();
            changeDisk(link);
            progress.fileDone(link.ownBytes());
            steps.done("disk " + link.path().getFileName());
        }
        commit(key);
        steps.done("committed");
    }

    private void changeStream(Path file, VmKey key) throws IOException {
        ReplacedFile.sweep(file);
        Optional<StreamHeader> header = StreamHeader.peek(file);
        boolean plain = header.isEmpty();
        switch (operation.kind()) {
            case ENCRYPT -> {
                if (plain) {
                    StreamFiles.seal(file, key, progress.stream());
                }
            }
            case DECRYPT -> {
                if (!plain) {
                    StreamFiles.open(file, key, progress.stream());
                }
            }
            case SHALLOW_REKEY -> {
                if (plain) { // a snapshot's, say, that is new since
                    StreamFiles.seal(file, key, progress.stream());
                }
            }
            case DEEP_REKEY -> sealAnew(file, header, key);
        }
    }

    private void sealAnew(Path file, Optional<StreamHeader> header, VmKey next) throws IOException {
        if (header.isEmpty()) {
            StreamFiles.seal(file, next, progress.stream());
        } else if (!header.get().dekId().equals(next.dekId())) {
            try (VmKey present = present()) {
                StreamFiles.sealAnew(file, present, next, progress.stream());
            }
        }
    }

    /** The key that the settings still name. */
    private VmKey present() throws IOException {
        return VmKey.open(keys, vmx, VmLines.of(vm.vmx()).orElseThrow().envelope());
    }

    private void changeDisk(VmLink link) throws IOException {
        DiskInfo info = link.info();
        switch (operation.kind()) {
            case ENCRYPT -> encrypt(link.path(), info);
            case DECRYPT -> decrypt(link.path(), info);
            case SHALLOW_REKEY -> rewrap(link.path(), info);
            case DEEP_REKEY -> encryptAnew(link.path(), info);
        }
    }

    private void encrypt(Path disk, DiskInfo info) throws IOException {
        if (info.isEncrypted()) {
            remember(disks.resume(disk, options)); // unfinished, or done but for its journal, or nothing is left to do
            return;
        }
        remember(disks.encrypt(new InPlaceEncryptRequest(
                disk,
                operation.kek().providerId(),
                Optional.of(operation.kek().keyId()),
                operation.cipher(),
                operation.unit(),
                options)));
    }

    private void decrypt(Path disk, DiskInfo info) throws IOException {
        boolean encrypting =
                info.operation().map(each -> each.name().startsWith("encrypt")).orElse(false);
        if (encrypting || !info.isEncrypted()) {
            remember(disks.resume(disk, options));
        }
        boolean taken = VmLines.of(vm.vmx()).isPresent() || VmLink.keyId(info).equals(Optional.of(operation.kek()));
        if (info.isEncrypted() && taken) {
            remember(disks.decrypt(new InPlaceDecryptRequest(disk, VmLink.diskId(info), options)));
        }
    }

    private void rewrap(Path disk, DiskInfo info) throws IOException {
        if (!VmLink.keyId(info).equals(Optional.of(operation.kek()))) {
            new Rekeying(keys)
                    .rekey(new RekeyRequest(
                            disk,
                            VmLink.diskId(info),
                            Optional.of(operation.kek().providerId()),
                            Optional.of(operation.kek().keyId())));
        }
    }

    private void encryptAnew(Path disk, DiskInfo info) throws IOException {
        if (!VmLink.dekId(info).map(operation.formerDeks()::contains).orElse(false)) {
            remember(disks.resume(disk, options));
            return;
        }
        remember(disks.rekey(new InPlaceRekeyRequest(
                disk,
                VmLink.diskId(info),
                Optional.of(operation.kek().providerId()),
                Optional.of(operation.kek().keyId()),
                options)));
    }

    private void remember(InPlaceResult result) {
        result.warnings().forEach(each -> warnings.add("'" + result.disk() + "': " + each));
    }

    private void commit(VmKey key) throws IOException {
        VmxFile now = VmxFile.read(vmx);
        Optional<VmLines> lines = VmLines.of(now);
        VmxFile plain = now;
        if (lines.isPresent()) {
            try (VmKey present = VmKey.open(keys, vmx, lines.get().envelope())) {
                plain = SecretBlock.restore(now, lines.get(), present);
            }
        }
        VmxFile next = operation.kind() == Kind.DECRYPT ? plain : SecretBlock.protect(plain, key, diskIds());
        if (!next.equals(now)) {
            ReplacedFile.write(vmx, target -> target.write(next.bytes()));
        }
    }

    private Map<String, DiskId> diskIds() throws IOException {
        Map<String, DiskId> ids = new LinkedHashMap<>();
        for (VmLink link : vm.disks().links()) {
            Optional<DiskId> id = VmLink.diskId(link.info());
            if (id.isEmpty()) {
                throw new VmRefusedException("'" + link.path() + "' lost its envelope while its machine was changed");
            }
            ids.put(VmPaths.of(vmx, link.path()), id.get());
        }
        return ids;
    }
}
