// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sectorkeep.engine.DiskEnvelopes;
import org.sectorkeep.engine.vm.VmEnvelopes;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.control.ObjectKind;
import org.sectorkeep.keys.control.ObjectLocation;
import org.sectorkeep.keys.control.ProtectedObject;

/**
 * What one file says of keys. None of it is authenticated.
 *
 * @param path its real path
 * @param kind a disk, or the settings of a machine
 * @param envelopes one, or two while an operation is under way; none if it is plain
 * @param isHeaderAlone whether it is the LUKS header of a disk in another file
 * @param others the files that belong to it: the parent of a snapshot, the disks of a machine
 */
public record FileLook(Path path, ObjectKind kind, List<Envelope> envelopes, boolean isHeaderAlone, List<Path> others) {
    /**
     * Keeps copies of the lists.
     *
     * @param path its real path
     * @param kind a disk, or the settings of a machine
     * @param envelopes its envelopes
     * @param isHeaderAlone whether it is a header alone
     * @param others the files that belong to it
     */
    public FileLook {
        envelopes = List.copyOf(envelopes);
        others = List.copyOf(others);
    }

    /**
     * Looks at a file, without a lock.
     *
     * @param file any path
     * @return what it says; nothing if it is not there, or neither a disk nor a machine
     * @throws IOException if it cannot be read, or is damaged
     */
    public static Optional<FileLook> at(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path real = file.toRealPath();
        if (real.toString().toLowerCase(Locale.ROOT).endsWith(".vmx")) {
            VmEnvelopes vm = VmEnvelopes.peek(real);
            return Optional.of(new FileLook(real, ObjectKind.VM, vm.envelopes(), false, vm.disks()));
        }
        return DiskEnvelopes.peek(real).map(disk -> ofDisk(real, disk));
    }

    private static FileLook ofDisk(Path real, DiskEnvelopes disk) {
        List<Path> parents = new ArrayList<>();
        disk.parentHint().map(real::resolveSibling).ifPresent(parents::add);
        return new FileLook(real, ObjectKind.DISK, disk.envelopes(), disk.isHeaderAlone(), parents);
    }

    /**
     * Whether it needs a key.
     *
     * @return true if it has an envelope
     */
    public boolean isEncrypted() {
        return !envelopes.isEmpty();
    }

    /**
     * This as the directory keeps it.
     *
     * @param host the host that sees it
     * @param owner the machine that it belongs to, if that is known
     * @return the object
     * @throws IllegalArgumentException if it is plain
     */
    public ProtectedObject object(String host, Optional<String> owner) {
        return new ProtectedObject(kind, new ObjectLocation(host, path.toString()), owner.orElse(null), envelopes);
    }
}
