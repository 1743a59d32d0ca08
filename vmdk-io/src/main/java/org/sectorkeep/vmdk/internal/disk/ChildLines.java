// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** What a new child says of its parent and takes over from it. */
final class ChildLines {
    /** Of one disk only. */
    private static final List<String> OWN = List.of("ddb.uuid", "ddb.longContentID");

    private final Path child;
    private final DiskParts parent;

    ChildLines(Path child, DiskParts parent) {
        this.child = child;
        this.parent = parent;
    }

    /** Refuses a parent whose content a child cannot name. */
    void requireNameable() throws UnsupportedDiskException {
        if (parent.type() == CreateType.RAW) {
            throw new UnsupportedDiskException(parent.path(), "a raw image has no content id that a child could name");
        }
        if (parent.descriptor().cid() == VmdkDescriptor.NO_PARENT) {
            throw new UnsupportedDiskException(
                    parent.path(), "its CID is ffffffff, which in a child stands for no parent");
        }
    }

    /** Where the parent is, from the child's folder on if that can be said. */
    String hint() {
        Path folder = Objects.requireNonNull(child.getParent());
        boolean near = Objects.equals(folder.getRoot(), parent.path().getRoot());
        return (near ? folder.relativize(parent.path()) : parent.path()).toString();
    }

    VmdkDescriptor addTo(VmdkDescriptor made) throws IOException {
        VmdkDescriptor source = parent.descriptor();
        boolean database = source.keys().stream()
                .anyMatch(key -> key.toLowerCase(Locale.ROOT).startsWith("ddb."));
        try {
            VmdkDescriptor result = database ? made.withDiskDatabaseOf(source) : made;
            for (String key : OWN) {
                result = result.without(key);
            }
            return result.withParent(source.cid(), hint());
        } catch (IllegalArgumentException e) {
            throw (IOException) new UnsupportedDiskException(
                            parent.path(), "a child's descriptor cannot take over its lines: " + e.getMessage())
                    .initCause(e);
        }
    }
}
