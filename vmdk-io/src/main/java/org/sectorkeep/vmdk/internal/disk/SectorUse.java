// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.VmdkFormatException;

/** Refuses descriptors in which two extents share sectors of a file. */
final class SectorUse {
    private final Path path;
    private final Map<Object, TreeMap<Long, Long>> endByStart = new HashMap<>();

    SectorUse(Path path) {
        this.path = path;
    }

    /** A sparse extent takes its file whole, a flat one the sectors that its line names. */
    void add(Object fileIdentity, ExtentLine line, boolean flat) throws VmdkFormatException {
        TreeMap<Long, Long> used = endByStart.computeIfAbsent(fileIdentity, any -> new TreeMap<>());
        long start = flat ? line.offsetSectors() : 0;
        long end = flat ? start + line.sectorCount() : Long.MAX_VALUE;
        Map.Entry<Long, Long> before = used.lowerEntry(end);
        if (before != null && before.getValue() > start) {
            throw new VmdkFormatException(
                    path, "descriptor", "extent", 0, "shares sectors of '" + line.fileName() + "' with another one");
        }
        used.put(start, end);
    }
}
