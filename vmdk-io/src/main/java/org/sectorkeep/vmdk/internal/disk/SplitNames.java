// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.sectorkeep.vmdk.ExtentLine;

/** Names for more files of a disk of many: the next numbers that no file has. */
final class SplitNames {
    private final Path descriptor;
    private final String letter;
    private final String type;
    private int number;

    SplitNames(DiskParts parts) {
        this.descriptor = parts.path();
        this.letter = parts.type().isFlat() ? "f" : "s";
        this.type = parts.type().isFlat() ? "FLAT" : "SPARSE";
        this.number = parts.descriptor().extents().size();
    }

    /** The word on their lines. */
    String type() {
        return type;
    }

    Path folder() {
        return Objects.requireNonNull(descriptor.getParent());
    }

    Path pathOf(ExtentLine line) {
        return folder().resolve(Objects.requireNonNull(line.fileName()));
    }

    /** What a crash left under such a name, or anybody else, stays. */
    Path next() {
        String name = descriptor.getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot < 1 ? name.length() : dot;
        Path path;
        do {
            number++;
            String suffix = String.format(Locale.ROOT, "-%s%03d", letter, number);
            path = descriptor.resolveSibling(name.substring(0, end) + suffix + name.substring(end));
        } while (Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        return path;
    }
}
