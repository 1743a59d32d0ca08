// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sectorkeep.vmdk.ExtentInfo;

class GrainMapTest {
    private static final int GRAIN = 4096;

    /** Sparse, 7 sectors past two grains; then flat; then sparse again, at an offset that is no multiple of a grain. */
    private final GrainMap map = new GrainMap(List.of(
            new ExtentInfo(ExtentInfo.Kind.SPARSE, Path.of("a"), 0, 23, 0, GRAIN),
            new ExtentInfo(ExtentInfo.Kind.FLAT, Path.of("b"), 23, 10, 0, 0),
            new ExtentInfo(ExtentInfo.Kind.SPARSE, Path.of("c"), 33, 16, 0, GRAIN)));

    @Test
    void grainsCountFromTheirExtent() {
        assertThat(map.floor(GRAIN - 1)).isZero();
        assertThat(map.floor(GRAIN)).isEqualTo(GRAIN);
        assertThat(map.floor(33 * 512 + GRAIN + 5)).isEqualTo(33 * 512 + GRAIN);
        assertThat(map.ceiling(33 * 512 + 1)).isEqualTo(33 * 512 + GRAIN);
    }

    @Test
    void aPartialLastGrainEndsWithItsExtent() {
        assertThat(map.floor(22 * 512 + 100)).isEqualTo(16 * 512);
        assertThat(map.ceiling(22 * 512 + 100)).isEqualTo(23 * 512);
        assertThat(map.ceiling(23 * 512)).isEqualTo(23 * 512);
    }

    @Test
    void aFlatExtentIsMadeOfCipherBlocks() {
        assertThat(map.floor(24 * 512 + 17)).isEqualTo(24 * 512 + 16);
        assertThat(map.ceiling(24 * 512 + 17)).isEqualTo(24 * 512 + 32);
        assertThat(map.ceiling(24 * 512 + 16)).isEqualTo(24 * 512 + 16);
    }

    @Test
    void extentsAreFoundByTheirFirstAndLastByte() {
        assertThat(map.extentStart(23 * 512)).isEqualTo(23 * 512);
        assertThat(map.extentEnd(33 * 512 - 1)).isEqualTo(33 * 512);
        assertThat(map.grainBytes(23 * 512 - 1)).isEqualTo(GRAIN);
        assertThat(map.grainBytes(23 * 512)).isZero();
    }
}
