// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.testing.TestData;

/** Real disks made by several programs. */
class PublishedDisksTest {
    private static final String EMPTY_1_MIB = "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58";

    @ParameterizedTest
    @CsvSource({
        "dfvfs-ext2.vmdk, MONOLITHIC_SPARSE, 4194304, a6c2f0e39afe6c6ab432ca5465349fcefe8dc944398e97b2d957d3f89dbb5d80",
        "twoGbMaxExtentSparse.vmdk, TWO_GB_MAX_EXTENT_SPARSE, 10485760, a3bcf05f07a1c06a3380eeca8571f0efb2b85afafa1e21662b8cad436d1f7727",
        "vmfs_thick.vmdk, VMFS, 2097152, 8d43c795d24bce01b49f92744f934c1072210dcac170bb1c83a5aa56df46ab7d",
        "minimal.vmdk, MONOLITHIC_SPARSE, 1048576, " + EMPTY_1_MIB,
        "stream_opt.vmdk, STREAM_OPTIMIZED, 1048576, " + EMPTY_1_MIB,
        "flat.vmdk, TWO_GB_MAX_EXTENT_FLAT, 1048576, " + EMPTY_1_MIB,
        "mono_flat.vmdk, MONOLITHIC_FLAT, 1048576, " + EMPTY_1_MIB,
        "compressed_stream_opt.vmdk, STREAM_OPTIMIZED, 65536, 55f4f09be519d8702500e4442b9efd7d58c912ea774d5f767c2444a02bcf8080",
        "tw_sparse.vmdk, TWO_GB_MAX_EXTENT_SPARSE, 4194304, bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8",
        "vmdk-monolith.img, MONOLITHIC_SPARSE, 65536, de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31",
        "vmdk-streamoptimized.img, STREAM_OPTIMIZED, 65536, de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31",
    })
    void readAsTheirPublishersSay(String name, CreateType type, long capacityBytes, String digest) throws IOException {
        try (VirtualDisk disk = Disks.readOnly(TestData.file("vmdk/" + name))) {
            assertThat(disk.createType()).isEqualTo(type);
            assertThat(disk.capacityBytes()).isEqualTo(capacityBytes);
            assertThat(Disks.digest(disk)).isEqualTo(digest);
            assertThat(disk.checkStructure()).isEmpty();
        }
    }

    @Test
    void nameTheExtentThatASnapshotLacks() throws IOException {
        Path child = TestData.file("vmdk/vmfs_thick-000001.vmdk").toRealPath();
        assertThatThrownBy(() -> Disks.readOnly(child))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("vmfs_thick-000001-delta.vmdk")
                .hasMessageContaining("'" + child);
    }

    @Test
    void nameAnExtentThatIsMissing() {
        Path disk = TestData.file("vmdk/ms3-win.vmdk");
        assertThatThrownBy(() -> Disks.readOnly(disk))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("disk-s001.vmdk")
                .hasMessageContaining("missing");
    }

    @Test
    void refuseAnExtentOnItsOwn() {
        assertThatThrownBy(() -> Disks.readOnly(TestData.file("vmdk/tw_sparse-s001.vmdk")))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("open the disk's descriptor");
        assertThatThrownBy(() -> Disks.readOnly(TestData.file("vmdk/flat-f001.vmdk")))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining("open the disk's descriptor");
    }
}
