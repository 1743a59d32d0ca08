// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.util.List;
import java.util.Optional;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** What a descriptor says of a disk that has got another size. */
final class NewSize {
    private static final String CYLINDERS = "ddb.geometry.cylinders";

    private NewSize() {}

    static VmdkDescriptor ofOneExtent(VmdkDescriptor descriptor, long newBytes) {
        ExtentLine line = descriptor.extents().get(0);
        return of(descriptor, List.of(withLength(line, newBytes)), newBytes);
    }

    static ExtentLine withLength(ExtentLine line, long lengthBytes) {
        return new ExtentLine(
                line.access(),
                lengthBytes / Sectors.SECTOR_BYTES,
                line.type(),
                line.fileName(),
                line.offsetSectors(),
                line.rest());
    }

    /** The content stays what it was as far as both sizes go; a smaller disk has another content. */
    static VmdkDescriptor of(VmdkDescriptor descriptor, List<ExtentLine> extents, long newBytes) {
        long oldSectors =
                descriptor.extents().stream().mapToLong(ExtentLine::sectorCount).sum();
        long newSectors = newBytes / Sectors.SECTOR_BYTES;
        VmdkDescriptor resized = withGeometry(descriptor.withExtents(extents), oldSectors, newSectors)
                .without(SupportRules.CHANGE_TRACKING);
        return newSectors < oldSectors ? ContentId.renew(resized) : resized;
    }

    /** As many cylinders as fit, if that is how they were counted before; a made-up geometry stays. */
    private static VmdkDescriptor withGeometry(VmdkDescriptor descriptor, long oldSectors, long newSectors) {
        Optional<Long> cylinders = number(descriptor, CYLINDERS);
        long perCylinder = number(descriptor, "ddb.geometry.heads").orElse(0L)
                * number(descriptor, "ddb.geometry.sectors").orElse(0L);
        boolean counted = perCylinder > 0
                && cylinders.filter(found -> found == oldSectors / perCylinder).isPresent();
        return counted ? descriptor.with(CYLINDERS, Long.toString(newSectors / perCylinder)) : descriptor;
    }

    private static Optional<Long> number(VmdkDescriptor descriptor, String key) {
        return descriptor
                .value(key)
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(Long::valueOf);
    }
}
