// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            "vmfssparse", "it is an ESX snapshot (vmfsSparse, COWD)",
            "sesparse", "it is an seSparse disk",
            "fulldevice", "it stands for a whole device",
            "partitioneddevice", "it stands for partitions of a device",
            "vmfsrdm", "it is a raw device mapping",
            "vmfsrdmp", "it is a raw device mapping",
            "vmfsraw", "it stands for a raw device",
            "vmfsrawdevicemap", "it is a raw device mapping",
            "vmfspassthroughrawdevicemap", "it is a raw device mapping",
            "custom", "it is a custom mix of extents");

    private static final Set<String> FLAT_EXTENTS = Set.of("FLAT", "VMFS");
    private static final Set<String> SPARSE_EXTENTS = Set.of("SPARSE");
    private static final String STRUCTURE = "descriptor";

    private final Path path;
    private final VmdkDescriptor descriptor;

    SupportRules(Path path, VmdkDescriptor descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    CreateType requireSupported(LockMode mode) throws IOException {
        CreateType type = createType();
        refuseEncrypted();
        refuseChild();
        if (mode == LockMode.EXCLUSIVE) {
            refuseWriting(type);
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
            throw new UnsupportedDiskException(path, refusal + hint());
        }
        Optional<CreateType> type = CreateType.ofLabel(label).filter(each -> each != CreateType.RAW);
        return type.orElseThrow(() -> new UnsupportedDiskException(path, "its createType '" + label + "' is unknown"));
    }

    private String hint() {
        return descriptor.parentCid() == VmdkDescriptor.NO_PARENT ? "" : ", a child" + parentName();
    }

    private String parentName() {
        return descriptor
                .value("parentFileNameHint")
                .map(name -> " of '" + name + "'")
                .orElse("");
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

    private void refuseChild() throws UnsupportedDiskException {
        if (descriptor.parentCid() != VmdkDescriptor.NO_PARENT) {
            String parentCid = String.format(Locale.ROOT, " (parentCID %08x)", descriptor.parentCid());
            throw new UnsupportedDiskException(path, "it is a snapshot, a child" + parentName() + parentCid);
        }
    }

    private void refuseWriting(CreateType type) throws UnsupportedDiskException {
        if (type == CreateType.STREAM_OPTIMIZED) {
            throw new UnsupportedDiskException(path, "a streamOptimized disk cannot be written in place");
        }
        if (descriptor.value("changeTrackPath").isPresent()) {
            throw new UnsupportedDiskException(
                    path, "it has change tracking (changeTrackPath), which writing would make wrong");
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
        if (!extent.access().equals("RW")) {
            throw new UnsupportedDiskException(path, name + " is " + extent.access());
        }
        Set<String> wanted = type.isFlat() ? FLAT_EXTENTS : SPARSE_EXTENTS;
        if (!wanted.contains(extent.type())) {
            throw new UnsupportedDiskException(
                    path, name + " is of type " + extent.type() + ", which a " + type.label() + " disk does not have");
        }
        if (!extent.rest().isEmpty() || extent.fileName() == null) {
            throw new VmdkFormatException(path, STRUCTURE, name, 0, "expected a file name and at most an offset");
        }
        long max = Sectors.MAX_SECTORS;
        if (extent.sectorCount() < 1 || extent.sectorCount() > max || extent.offsetSectors() > max) {
            throw new VmdkFormatException(
                    path, STRUCTURE, name, 0, "expected 1 to " + max + " sectors, found " + extent.sectorCount());
        }
        if (!type.isFlat() && extent.offsetSectors() != 0) {
            throw new VmdkFormatException(path, STRUCTURE, name, 0, "a sparse extent has no offset");
        }
    }
}
