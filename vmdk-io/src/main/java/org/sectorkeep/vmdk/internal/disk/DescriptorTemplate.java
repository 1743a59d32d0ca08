// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** Descriptors of new disks, with the lines that QEMU writes for an IDE disk. */
public final class DescriptorTemplate {
    private static final int HEADS = 16;
    private static final int SECTORS_PER_TRACK = 63;

    private DescriptorTemplate() {}

    /** One extent of a new disk, a flat one from a place in its file on. */
    public record NewExtent(String fileName, long sectorCount, long offsetSectors) {
        public NewExtent(String fileName, long sectorCount) {
            this(fileName, sectorCount, 0);
        }
    }

    public static VmdkDescriptor of(Path path, CreateType type, List<NewExtent> extents, String parentHint)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        long sectors = 0;
        for (NewExtent each : extents) {
            String rest = type.isFlat()
                    ? "FLAT \"" + each.fileName() + "\" " + each.offsetSectors()
                    : "SPARSE \"" + each.fileName() + "\"";
            lines.append("RW ")
                    .append(each.sectorCount())
                    .append(' ')
                    .append(rest)
                    .append('\n');
            sectors += each.sectorCount();
        }
        String text = String.join(
                "\n",
                "# Disk DescriptorFile",
                "version=1",
                encoding(extents, parentHint) + String.format(Locale.ROOT, "CID=%08x", ContentId.random()),
                "parentCID=ffffffff",
                "createType=\"" + type.label() + "\"",
                "",
                "# Extent description",
                lines.toString(),
                "# The Disk Data Base",
                "#DDB",
                "",
                "ddb.virtualHWVersion = \"4\"",
                "ddb.geometry.cylinders = \"" + sectors / (HEADS * SECTORS_PER_TRACK) + "\"",
                "ddb.geometry.heads = \"" + HEADS + "\"",
                "ddb.geometry.sectors = \"" + SECTORS_PER_TRACK + "\"",
                "ddb.adapterType = \"ide\"",
                "");
        return VmdkDescriptor.parse(text.getBytes(StandardCharsets.UTF_8), path, 0);
    }

    /** ASCII names need no word about it. */
    private static String encoding(List<NewExtent> extents, String parentHint) {
        boolean ascii = Stream.concat(Stream.of(parentHint), extents.stream().map(NewExtent::fileName))
                .allMatch(StandardCharsets.US_ASCII.newEncoder()::canEncode);
        return ascii ? "" : "encoding=\"UTF-8\"\n";
    }

    /** What a raw image would say, had it a descriptor. Never written. */
    static VmdkDescriptor raw(Path path, long sectorCount) throws IOException {
        String text = "version=1\nCID=00000000\nparentCID=ffffffff\ncreateType=\"raw\"\nRW " + sectorCount + " FLAT\n";
        return VmdkDescriptor.parse(text.getBytes(StandardCharsets.US_ASCII), path, 0);
    }
}
