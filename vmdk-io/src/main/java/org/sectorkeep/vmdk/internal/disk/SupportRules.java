// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.ChangeTrackedDiskException;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Which disks are refused for what their descriptor says, before any extent is opened. */
final class SupportRules {
    private static final Map<String, String> REFUSED_TYPES = Map.of(
            "fulldevice", "it stands for a whole device",
            "partitioneddevice", "it stands for partitions of a device",
            "vmfsrdm", "it is a raw device mapping",
            "vmfsrdmp", "it is a raw device mapping",
            "vmfsraw", "it stands for a raw device",
            "vmfsrawdevicemap", "it is a raw device mapping",
            "vmfspassthroughrawdevicemap", "it is a raw device mapping");

    private static final Set<CreateType> READ_ONLY =
            Set.of(CreateType.STREAM_OPTIMIZED, CreateType.VMFS_SPARSE, CreateType.SE_SPARSE);
    static final String CHANGE_TRACKING = "changeTrackPath";

    private static final String STRUCTURE = "descriptor";

    private final Path path;
    private final VmdkDescriptor descriptor;

    SupportRules(Path path, VmdkDescriptor descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    CreateType requireSupported(LockMode mode, ChangeTracking tracking) throws IOException {
        CreateType type = createType();
        refuseEncrypted();
        if (mode == LockMode.EXCLUSIVE) {
            refuseWriting(type, tracking);
        }
        requireExtents(type);
        return type;
    }

    private CreateType createType() throws IOException {
        String label = descriptor
                .value("createType")
                .orElseThrow(() -> new VmdkFormatException(path, STRUCTURE, "createType", 0, "missing"));
        String refusal = REFUSED_TYPES.get(label.toLowerCase(Locale.ROOT));
        if (refusal != null) {
            throw new UnsupportedDiskException(path, refusal + firstFile());
        }
        Optional<CreateType> type = CreateType.ofLabel(label).filter(each -> each != CreateType.RAW);
        return type.orElseThrow(() -> new UnsupportedDiskException(path, "its createType '" + label + "' is unknown"));
    }

    /** The device that such a disk is about, or else its first file. */
    private String firstFile() {
        List<ExtentLine> withName = descriptor.extents().stream()
                .filter(each -> each.fileName() != null)
                .toList();
        return withName.stream()
                .filter(each -> ExtentType.ofWord(each.type()).equals(Optional.of(ExtentType.DEVICE)))
                .findFirst()
                .or(() -> withName.stream().findFirst())
                .map(SupportRules::named)
                .orElse("");
    }

    private static String shown(@Nullable String name) {
        return String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
    }

    private void refuseEncrypted() throws UnsupportedDiskException {
        boolean filtered = descriptor
                .value("ddb.iofilters")
                .filter(filters -> filters.contains("vmwarevmcrypt"))
                .isPresent();
        if (filtered || descriptor.value("encryptionKeys").isPresent()) {
            throw new UnsupportedDiskException(path, "it is encrypted by vSphere");
        }
    }

    private void refuseWriting(CreateType type, ChangeTracking tracking) throws UnsupportedDiskException {
        if (READ_ONLY.contains(type)) {
            throw new UnsupportedDiskException(path, "a disk of type " + type.label() + " cannot be written in place");
        }
        if (tracking == ChangeTracking.KEEP && descriptor.value(CHANGE_TRACKING).isPresent()) {
            throw new ChangeTrackedDiskException(path);
        }
    }

    private void requireExtents(CreateType type) throws IOException {
        List<ExtentLine> extents = descriptor.extents();
        if (extents.isEmpty()) {
            throw new VmdkFormatException(path, STRUCTURE, "extents", 0, "none");
        }
        long sectors = 0;
        for (int i = 0; i < extents.size(); i++) {
            requireExtent(type, extents.get(i), i + 1);
            sectors += extents.get(i).sectorCount();
            if (sectors > Sectors.MAX_SECTORS) {
                throw new VmdkFormatException(path, STRUCTURE, "extent " + (i + 1), 0, "more than 2^63 bytes in all");
            }
        }
    }

    private void requireExtent(CreateType type, ExtentLine extent, int number) throws IOException {
        String name = "extent " + number;
        ExtentType kind = ExtentType.ofWord(extent.type())
                .orElseThrow(() -> new UnsupportedDiskException(
                        path, name + " is of the unknown type " + extent.type() + named(extent)));
        if (kind == ExtentType.DEVICE) {
            throw new UnsupportedDiskException(
                    path, name + " is a raw device, of type " + extent.type() + named(extent));
        }
        if (!ExtentType.allowedIn(type).contains(kind)) {
            throw new UnsupportedDiskException(
                    path, name + " is of type " + extent.type() + ", which a " + type.label() + " disk does not have");
        }
        requireNumbers(extent, kind, name);
    }

    private static String named(ExtentLine extent) {
        return extent.fileName() == null ? "" : ", '" + shown(extent.fileName()) + "'";
    }

    private void requireNumbers(ExtentLine extent, ExtentType kind, String name) throws IOException {
        boolean hasFile = extent.fileName() != null;
        if (kind == ExtentType.ZERO && hasFile) {
            throw new VmdkFormatException(path, STRUCTURE, name, 0, "an extent of type ZERO has no file");
        }
        if (!extent.rest().isEmpty() || (kind != ExtentType.ZERO && !hasFile)) {
            throw new VmdkFormatException(path, STRUCTURE, name, 0, "expected a file name and at most an offset");
        }
        long max = Sectors.MAX_SECTORS;
        if (extent.sectorCount() < 1 || extent.sectorCount() > max || extent.offsetSectors() > max) {
            throw new VmdkFormatException(
                    path, STRUCTURE, name, 0, "expected 1 to " + max + " sectors, found " + extent.sectorCount());
        }
        if (kind != ExtentType.FLAT && extent.offsetSectors() != 0) {
            throw new VmdkFormatException(path, STRUCTURE, name, 0, "a sparse extent has no offset");
        }
    }
}
