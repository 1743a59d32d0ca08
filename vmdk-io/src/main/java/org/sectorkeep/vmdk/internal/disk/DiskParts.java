// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.Extent;

/**
 * What an open disk is made of.
 *
 * @param store null for a raw image, which has no descriptor
 * @param files what is to be closed at the end
 */
public record DiskParts(
        Path path,
        CreateType type,
        VmdkDescriptor descriptor,
        @Nullable DescriptorStore store,
        List<Part> extents,
        Closeable files) {
    /** An extent and the file it lies in. */
    public record Part(Extent extent, Path file) {}
}
