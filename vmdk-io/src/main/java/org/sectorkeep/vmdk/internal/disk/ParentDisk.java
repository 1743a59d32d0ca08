// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.StaleChildException;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;

/** Which file is the parent of a child, and whether its content is the one that the child was made on. */
final class ParentDisk {
    static final String HINT = "parentFileNameHint";

    private final Path child;
    private final VmdkDescriptor descriptor;

    /** The path must be the real one. */
    ParentDisk(Path child, VmdkDescriptor descriptor) {
        this.child = child;
        this.descriptor = descriptor;
    }

    /** The parent's real path, or null for a disk without a parent. */
    @Nullable
    Path path() throws IOException {
        String hint = descriptor.value(HINT).orElse("");
        if (descriptor.parentCid() == VmdkDescriptor.NO_PARENT) {
            if (!hint.isEmpty()) {
                throw damaged("'" + shown(hint) + "' is named as parent, but parentCID says that there is none");
            }
            return null;
        }
        if (hint.isEmpty()) {
            throw damaged("missing, though parentCID says that there is a parent");
        }
        return find(hint);
    }

    /**
     * Where the child says, or else, when the disks have been moved together, beside the child. A linked clone has its
     * parent in another folder.
     */
    private Path find(String hint) throws IOException {
        Path named = resolved(hint);
        Path moved = resolved(hint.substring(Math.max(hint.lastIndexOf('/'), hint.lastIndexOf('\\')) + 1));
        try {
            return (Files.exists(named) || !Files.exists(moved) ? named : moved).toRealPath();
        } catch (NoSuchFileException e) {
            throw (IOException) new NoSuchFileException(
                            named.toString(), null, "missing, though '" + child + "' names it as its parent")
                    .initCause(e);
        }
    }

    private Path resolved(String name) throws VmdkFormatException {
        try {
            return child.resolveSibling(name).normalize();
        } catch (InvalidPathException e) {
            throw damaged("no file can have the name '" + shown(name) + "'");
        }
    }

    /** Refuses a parent that is none, or not any more. */
    void require(DiskParts parent) throws IOException {
        if (parent.type() == CreateType.RAW) {
            throw new UnsupportedDiskException(
                    child,
                    "its parent '" + parent.path() + "' is no VMDK, so whether its content has changed is unknown");
        }
        long found = parent.descriptor().cid();
        if (found != descriptor.parentCid()) {
            throw new StaleChildException(child, descriptor.parentCid(), parent.path(), found);
        }
    }

    private VmdkFormatException damaged(String problem) {
        return new VmdkFormatException(child, "descriptor", HINT, 0, problem);
    }

    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
