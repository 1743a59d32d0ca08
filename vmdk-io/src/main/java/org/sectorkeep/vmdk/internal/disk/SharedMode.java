// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may open all files of a disk, as the mode for copies of it: what each of them permits, to the group of all of
 * them. A copy is never more open than the original.
 */
final class SharedMode {
    /** Of no originals: files stay as they were created. */
    static final SharedMode OWNER_ONLY = new SharedMode();

    private final Set<PosixFilePermission> permissions = EnumSet.allOf(PosixFilePermission.class);
    private @Nullable GroupPrincipal group;
    private boolean oneGroup = true;

    private SharedMode() {}

    /** Files whose file system has no such modes are passed over. */
    static SharedMode of(Collection<Path> files) throws IOException {
        SharedMode mode = new SharedMode();
        for (Path file : files) {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null) {
                mode.narrow(view.readAttributes());
            }
        }
        return mode;
    }

    private void narrow(PosixFileAttributes attributes) {
        permissions.retainAll(attributes.permissions());
        oneGroup &= group == null || group.equals(attributes.group());
        group = attributes.group();
    }

    /** Gives a file the mode; nothing is changed where no original had one. */
    void applyTo(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || group == null) {
            return;
        }
        Set<PosixFilePermission> wanted = EnumSet.copyOf(permissions);
        if (!oneGroup || !takeGroup(view, group)) {
            keepGroupToWhatAllMay(wanted);
        }
        view.setPermissions(wanted);
    }

    private static boolean takeGroup(PosixFileAttributeView view, GroupPrincipal group) throws IOException {
        try {
            if (!group.equals(view.readAttributes().group())) {
                view.setGroup(group);
            }
            return true;
        } catch (FileSystemException e) {
            return false; // only its members may give a file to a group
        }
    }

    /** The copy has another group, whose members had no more rights than all. */
    private static void keepGroupToWhatAllMay(Set<PosixFilePermission> wanted) {
        narrow(wanted, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        narrow(wanted, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        narrow(wanted, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
    }

    private static void narrow(Set<PosixFilePermission> wanted, PosixFilePermission group, PosixFilePermission others) {
        if (!wanted.contains(others)) {
            wanted.remove(group);
        }
    }
}
