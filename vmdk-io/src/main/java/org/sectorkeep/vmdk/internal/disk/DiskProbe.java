// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Finds out what a file is. A file that is none of the kinds known counts as a raw image, but not if its name ends in
 * {@code .vmdk} or it starts as another program's disk format does: then it is no image that was meant.
 */
final class DiskProbe {
    enum Kind {
        SPARSE,
        DESCRIPTOR,
        RAW
    }

    /** As much as QEMU reads. */
    static final int MAX_DESCRIPTOR_BYTES = (1 << 20) - 1;

    private static final int HEAD_BYTES = 4096;
    private static final String SPARSE_MAGIC = "KDMV";
    private static final Map<String, String> FOREIGN = Map.of(
            "COWD", "it is an ESX sparse (COWD) extent: open the disk's descriptor",
            "\u00be\u00ba\u00fe\u00ca\0\0\0\0", "it is an seSparse extent: open the disk's descriptor",
            "QFI\u00fb", "it is a qcow2 image",
            "vhdxfile", "it is a VHDX image",
            "conectix", "it is a VHD image",
            "<<< ", "it is a VirtualBox VDI image");

    private static final Pattern FIRST_SETTING = Pattern.compile(
            "(?:version|encoding|CID|parentCID|isNativeSnapshot|createType|parentFileNameHint)[ \\t]*+=",
            Pattern.CASE_INSENSITIVE);

    private static final String DESCRIPTOR_COMMENT = "# Disk DescriptorFile";

    private DiskProbe() {}

    static Kind kind(LockedFile file) throws IOException {
        String head = new String(file.readUpTo(0, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        if (head.startsWith(SPARSE_MAGIC)) {
            return Kind.SPARSE;
        }
        for (Map.Entry<String, String> each : FOREIGN.entrySet()) {
            if (head.startsWith(each.getKey())) {
                throw new UnsupportedDiskException(file.path(), each.getValue());
            }
        }
        if (head.startsWith(DESCRIPTOR_COMMENT) || startsWithSetting(head)) {
            return Kind.DESCRIPTOR;
        }
        requireRaw(file);
        return Kind.RAW;
    }

    /** Whether comments and blank lines are followed by a setting that descriptors start with. */
    private static boolean startsWithSetting(String head) {
        return head.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> FIRST_SETTING.matcher(line).lookingAt())
                .isPresent();
    }

    private static void requireRaw(LockedFile file) throws IOException {
        Path path = file.path();
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".vmdk")) {
            throw new VmdkFormatException(
                    path, "file", "magic", 0, "neither a descriptor nor a sparse extent: open the disk's descriptor");
        }
        long sizeBytes = file.sizeBytes();
        if (sizeBytes == 0 || sizeBytes % Sectors.SECTOR_BYTES != 0) {
            String problem = "a raw image must be a multiple of 512 bytes and not empty, found " + sizeBytes + " bytes";
            throw new VmdkFormatException(path, "raw image", "length", sizeBytes, problem);
        }
    }
}
