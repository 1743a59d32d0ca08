// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticatedStream;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.vmdk.ChildDisks;

/** What is looked at before anything is changed, so that what is refused is as it was. */
final class VmChecks {
    private static final String LOCK_ENDING = ".lck";
    private static final String LOCK_BEGINNING = ".lck-";

    /** How VMware's own encryption marks a machine. */
    private static final String FOREIGN_PREFIX = "encryption.";

    private VmChecks() {}

    /** Refuses a machine that a hypervisor has locked. */
    static void requireUnused(VmFolder vm) throws IOException {
        Path folder = Objects.requireNonNull(vm.vmx().path().getParent());
        for (Path file : VmFolder.files(folder)) {
            String name = VmFolder.lowerName(file);
            if (name.endsWith(LOCK_ENDING) || name.startsWith(LOCK_BEGINNING)) {
                throw new VmInUseException("'" + vm.vmx().path() + "' is in use: '" + file + "' is there");
            }
        }
        for (VmLink link : vm.disks().own()) {
            Path lock = link.path().resolveSibling(link.path().getFileName() + LOCK_ENDING);
            if (Files.exists(lock)) {
                throw new VmInUseException("'" + link.path() + "' is in use: '" + lock + "' is there");
            }
        }
    }

    static void refuseForeignEncryption(VmxFile vmx) throws VmRefusedException {
        for (String key : vmx.keys()) {
            if (key.toLowerCase(Locale.ROOT).startsWith(FOREIGN_PREFIX)) {
                throw new VmRefusedException("'" + vmx.path() + "' was encrypted by another product: it has a line '"
                        + key + "'; decrypt it there first");
            }
        }
    }

    /** Refuses disks in the middle of an operation of their own, and parents that may be of another machine. */
    static void requireFinished(VmFolder vm) throws IOException {
        for (VmLink link : vm.disks().links()) {
            Optional<String> operation = link.info().operation().map(each -> each.name());
            if (operation.isPresent()) {
                throw new VmUnfinishedException("'" + link.path() + "' has an unfinished operation: '" + operation.get()
                        + "': finish it first with sectorkeep resume");
            }
        }
    }

    /** A plain parent that others may stand on can't be encrypted, and to leave it would leave content readable. */
    static void refusePlainParentsElsewhere(VmFolder vm) throws IOException {
        for (VmLink link : vm.disks().links()) {
            if (link.isElsewhere() && !link.info().isEncrypted()) {
                throw new VmRefusedException("'" + vm.vmx().path() + "' is a linked clone: its disk '" + link.path()
                        + "' lies in another folder, and other machines may stand on it; make a full clone first");
            }
        }
    }

    static void refuseEncryptedParentsElsewhere(VmFolder vm) throws IOException {
        for (VmLink link : vm.disks().links()) {
            if (link.isElsewhere() && link.info().isEncrypted()) {
                throw new VmRefusedException("'" + vm.vmx().path() + "' is a linked clone: its disk '" + link.path()
                        + "' lies in another folder and stays encrypted; make a full clone first");
            }
        }
    }

    /** As far as can be known: a disk does not name its children. */
    static void refuseOtherChildren(VmFolder vm) throws IOException {
        Set<Path> mine = new HashSet<>();
        vm.disks().links().forEach(link -> mine.add(link.path()));
        for (VmLink link : vm.disks().own()) {
            for (Path child : ChildDisks.beside(link.path())) {
                if (!mine.contains(child)) {
                    throw new VmRefusedException("'" + child + "' stands on '" + link.path()
                            + "' and is no disk of '" + vm.vmx().path()
                            + "': it would be an unencrypted disk above an encrypted one");
                }
            }
        }
    }

    /** Refuses disks that another machine's settings, beside them, name too. */
    static void refuseDisksOfOthers(VmFolder vm) throws IOException {
        Set<Path> folders = new HashSet<>();
        Set<Path> mine = new HashSet<>();
        for (VmLink link : vm.disks().own()) {
            folders.add(Objects.requireNonNull(link.path().getParent()));
            mine.add(link.path());
        }
        for (Path folder : folders) {
            for (Path file : VmFolder.files(folder)) {
                if (VmFolder.lowerName(file).endsWith(".vmx")
                        && !file.toRealPath().equals(vm.vmx().path())) {
                    refuseDisksOf(file, mine);
                }
            }
        }
    }

    private static void refuseDisksOf(Path other, Set<Path> mine) throws IOException {
        VmxFile settings = VmxFile.read(other);
        for (VmDevice device : VmDevice.ofMachine(settings)) {
            if (Files.exists(device.file()) && mine.contains(device.file().toRealPath())) {
                throw new VmRefusedException("'" + device.file() + "' is a disk of '" + other + "', too");
            }
        }
    }

    /** Refuses streams that cannot be replaced, or for which there is no space. */
    static void requireReplaceable(List<Path> files) throws IOException {
        for (Path file : files) {
            ReplacedFile.requireOneName(file);
            long neededBytes = AuthenticatedStream.maxCiphertextBytes(Files.size(file)) + StreamHeader.MAX_ROLE_BYTES;
            Path folder = Objects.requireNonNull(file.getParent());
            long availableBytes = Files.getFileStore(folder).getUsableSpace();
            if (availableBytes < neededBytes) {
                throw new VmRefusedException("not enough space in '" + folder + "' for a second copy of '" + file
                        + "': " + neededBytes + " bytes needed, " + availableBytes + " available");
            }
        }
    }

    /** Refuses streams that are encrypted already: whose key they have is nowhere in the settings. */
    static void requirePlainStreams(List<Path> files) throws IOException {
        for (Path file : files) {
            Optional<StreamHeader> header = StreamHeader.peek(file);
            if (header.isPresent()) {
                throw new VmRefusedException("'" + file + "' is encrypted already, for the machine "
                        + header.get().vmId());
            }
        }
    }

    /** Refuses a disk that is plain, or is another one than its machine lists under that name. */
    static void refuseWrongDisks(VmFolder vm, VmLines lines) throws IOException {
        for (VmLink link : vm.disks().links()) {
            DiskInfo info = link.info();
            if (info.encryption().isEmpty()) {
                throw new VmRefusedException("'" + link.path() + "' is not encrypted, though its machine is");
            }
            String found = info.encryption().get().diskId();
            @Nullable DiskId expected = lines.disks().get(VmPaths.of(vm.vmx().path(), link.path()));
            if (expected != null && !expected.hex().equals(found)) {
                throw new VmRefusedException("'" + link.path() + "' is the disk " + found + ", expected " + expected);
            }
        }
    }

    /** Refuses a disk that its machine does not list: new, renamed, or put there by somebody. */
    static void refuseUnlistedDisks(VmFolder vm, VmLines lines) throws IOException {
        for (VmLink link : vm.disks().links()) {
            if (!lines.disks().containsKey(VmPaths.of(vm.vmx().path(), link.path()))) {
                throw new VmRefusedException("'" + link.path() + "' is not in the list of disks of '"
                        + vm.vmx().path() + "'; if it is a new one of that machine, sectorkeep vm rekey lists it");
            }
        }
    }

    /** What the list has and the machine has no more, such as a snapshot that was deleted. */
    static List<String> warnOfMissingDisks(VmFolder vm, VmLines lines) {
        Set<String> left = new TreeSet<>(lines.disks().keySet());
        vm.disks().links().forEach(link -> left.remove(VmPaths.of(vm.vmx().path(), link.path())));
        return left.stream()
                .map(name -> "the machine lists the disk '" + name + "', but has it no more")
                .toList();
    }
}
