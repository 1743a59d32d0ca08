// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.keys.EnvelopeHeader;

/** Looks at every file of a machine, and says what is not as it should be. */
final class VmInspection {
    private final VmFolder vm;
    private final Path vmx;
    private final Optional<VmLines> lines;
    private final Optional<VmOperation> operation;
    private final List<String> warnings = new ArrayList<>();

    VmInspection(VmFolder vm) throws IOException {
        this.vm = vm;
        this.vmx = vm.vmx().path();
        this.lines = VmLines.of(vm.vmx());
        this.operation = VmOperation.read(vmx);
    }

    VmInfo info() throws IOException {
        List<VmInfo.Disk> disks = disks();
        List<VmInfo.OtherFile> files = files();
        List<String> secrets =
                vm.vmx().keys().stream().filter(VmxSecrets::isSecret).toList();
        if (lines.isPresent()) {
            secrets.forEach(key -> warn("the setting '" + key + "' is a secret in the clear"));
            warnings.addAll(VmChecks.warnOfMissingDisks(vm, lines.get()));
        }
        return new VmInfo(
                vmx,
                lines.isPresent(),
                lines.map(each -> encryption(each.envelope().header())),
                operation.map(each -> each.kind().label()),
                secrets,
                vm.disks().devices().stream()
                        .map(device -> new VmInfo.Device(device.name(), device.file()))
                        .toList(),
                disks,
                files,
                List.copyOf(warnings));
    }

    private static VmInfo.Encryption encryption(EnvelopeHeader header) {
        return new VmInfo.Encryption(
                header.diskId().hex(),
                header.keyId().providerId(),
                header.keyId().keyId(),
                header.dekId().hex(),
                header.dekGeneration(),
                header.envelopeGeneration());
    }

    private void warn(String text) {
        warnings.add(text);
    }

    private List<VmInfo.Disk> disks() throws IOException {
        vm.disks().failures().forEach((device, failure) -> warn("disk " + device + ": " + failure.getMessage()));
        List<VmInfo.Disk> disks = new ArrayList<>();
        for (VmLink link : vm.disks().links()) {
            disks.add(disk(link));
        }
        return disks;
    }

    private VmInfo.Disk disk(VmLink link) throws IOException {
        DiskInfo info = link.info();
        Optional<DiskInfo.Encryption> encryption = info.encryption();
        Optional<String> expected = lines.flatMap(
                        each -> Optional.ofNullable(each.disks().get(VmPaths.of(vmx, link.path()))))
                .map(id -> id.hex());
        Optional<String> found = encryption.map(DiskInfo.Encryption::diskId);
        if (operation.isEmpty()) {
            warnOfDisk(link.path(), info.isEncrypted(), found, expected);
        }
        return new VmInfo.Disk(
                link.path(),
                info.isEncrypted(),
                found,
                expected,
                encryption.map(DiskInfo.Encryption::providerId),
                encryption.map(DiskInfo.Encryption::keyId),
                info.operation().map(each -> each.text()));
    }

    private void warnOfDisk(Path disk, boolean encrypted, Optional<String> found, Optional<String> expected) {
        if (lines.isPresent() && !encrypted) {
            warn("'" + disk + "' is not encrypted, though its machine is");
        } else if (lines.isEmpty() && encrypted) {
            warn("'" + disk + "' is encrypted, though its machine is not: sectorkeep vm encrypt encrypts the rest");
        } else if (lines.isPresent() && expected.isEmpty()) {
            warn("'" + disk + "' is not in the list of disks of its machine");
        } else if (lines.isPresent() && !expected.equals(found)) {
            warn("'" + disk + "' is the disk " + found.orElse("unknown") + ", expected " + expected.orElse("none"));
        }
    }

    private List<VmInfo.OtherFile> files() throws IOException {
        List<VmInfo.OtherFile> files = new ArrayList<>();
        for (Path stream : vm.streams()) {
            boolean encrypted = StreamHeader.peek(stream).isPresent();
            if (lines.isPresent() && !encrypted && operation.isEmpty()) {
                warn("'" + stream + "' is not encrypted, though its machine is: sectorkeep vm rekey encrypts it");
            }
            String role = StreamRole.of(stream).orElseThrow().label();
            files.add(new VmInfo.OtherFile(stream, role, true, encrypted));
        }
        for (Path file : VmFolder.files(Objects.requireNonNull(vmx.getParent()))) {
            if (Files.isRegularFile(file) && StreamRole.of(file).isEmpty() && !isOfDisk(file)) {
                String role = role(file);
                warnOfFile(file, role);
                files.add(new VmInfo.OtherFile(file, role, false, false));
            }
        }
        return files;
    }

    private boolean isOfDisk(Path file) throws IOException {
        return vm.disks().files().contains(file.toRealPath());
    }

    private String role(Path file) {
        String name = VmFolder.lowerName(file);
        if (file.equals(vmx)) {
            return "settings";
        }
        return name.endsWith(".vmsd") ? "snapshot list" : name.endsWith(".log") ? "log" : "other";
    }

    /** What may hold content or secrets, and is nothing that we know to encrypt. */
    private void warnOfFile(Path file, String role) {
        String name = VmFolder.lowerName(file);
        if (!role.equals("other")
                || file.equals(VmOperation.fileOf(vmx))
                || file.equals(VmLock.fileOf(vmx))
                || ReplacedFile.isTemporary(file)) {
            return;
        }
        if (name.contains(".vmdk")) {
            warn("'" + file + "' is no file of a disk of this machine, and stays as it is");
        } else if (name.contains(".vmx") && !name.endsWith(".vmxf")) {
            warn("'" + file + "' may be a copy of the settings, and stays readable");
        } else if (name.contains("core") || name.contains("dump") || name.endsWith(".dmp")) {
            warn("'" + file + "' may be a dump of memory, and stays readable");
        }
    }
}
