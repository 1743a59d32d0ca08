// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sectorkeep.vmdk.CreateType;

/**
 * The files of a disk that is to be made, and their names: as QEMU's.
 *
 * @param target the descriptor, sparse file or raw image; its folder's real path and its name
 * @param type one that can be made
 * @param leadSectors what stands in a raw file before the disk: the header of another format
 */
public record NewDiskPlan(Path target, CreateType type, long capacitySectors, long leadSectors) {
    /** 2 GiB. */
    static final long SPLIT_SECTORS = 1L << 22;

    /** A disk with nothing before it. */
    public NewDiskPlan(Path target, CreateType type, long capacitySectors) {
        this(target, type, capacitySectors, 0);
    }

    /** One extent file of the disk. */
    public record ExtentFile(Path path, long sectorCount) {}

    /** Whether the descriptor is a file of its own. */
    public boolean hasDescriptorFile() {
        return !hasEmbeddedDescriptor() && type != CreateType.RAW;
    }

    /** Whether the descriptor is in the sparse file itself. */
    boolean hasEmbeddedDescriptor() {
        return type == CreateType.MONOLITHIC_SPARSE || type == CreateType.STREAM_OPTIMIZED;
    }

    public List<ExtentFile> extents() {
        return switch (type) {
            case TWO_GB_MAX_EXTENT_SPARSE -> split("s");
            case TWO_GB_MAX_EXTENT_FLAT -> split("f");
            case MONOLITHIC_FLAT -> List.of(new ExtentFile(named("-flat"), capacitySectors));
            case MONOLITHIC_SPARSE, STREAM_OPTIMIZED, RAW -> List.of(new ExtentFile(target, capacitySectors));
            default -> throw new IllegalArgumentException("a disk of type " + type.label() + " cannot be created");
        };
    }

    private List<ExtentFile> split(String letter) {
        List<ExtentFile> files = new ArrayList<>();
        for (long start = 0; start < capacitySectors; start += SPLIT_SECTORS) {
            String suffix = String.format(Locale.ROOT, "-%s%03d", letter, files.size() + 1);
            files.add(new ExtentFile(named(suffix), Math.min(SPLIT_SECTORS, capacitySectors - start)));
        }
        return files;
    }

    private Path named(String suffix) {
        String name = target.getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot < 1 ? name.length() : dot;
        return target.resolveSibling(name.substring(0, end) + suffix + name.substring(end));
    }

    /** Every file that must not be there, or is replaced. */
    public List<Path> finalNames() {
        List<Path> names = new ArrayList<>();
        names.add(target);
        names.add(DescriptorJournal.pathFor(target));
        extents().stream()
                .map(ExtentFile::path)
                .filter(path -> !path.equals(target))
                .forEach(names::add);
        return names;
    }
}
