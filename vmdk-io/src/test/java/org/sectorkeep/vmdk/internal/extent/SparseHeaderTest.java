// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SparseHeaderTest {
    @Test
    void fillsOneSector() {
        assertThat(SparseHeader.REST_OFFSET).isEqualTo(79);
        assertThat(SparseHeader.REST_OFFSET + SparseHeader.REST_BYTES).isEqualTo(512);
    }

    @Property
    void isWrittenAsItWasRead(@ForAll @Size(512) byte[] sector) {
        assertThat(SparseHeader.read(sector).write()).isEqualTo(sector);
    }

    @Test
    void hasEachFieldWhereTheSpecificationHasIt() {
        String hex = "4b444d56 02000000 07000000 0020030000000000 8000000000000000 0100000000000000 1400000000000000"
                + " 00020000 1500000000000000 2600000000000000 8000000000000000 01 0a200d0a 0100";
        byte[] sector = Arrays.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")), 512);
        SparseHeader header = SparseHeader.read(sector);
        assertThat(header.magic()).isEqualTo(SparseHeader.MAGIC);
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.flags()).isEqualTo(7);
        assertThat(header.capacitySectors()).isEqualTo(204800);
        assertThat(header.grainSectors()).isEqualTo(128);
        assertThat(header.descriptorSector()).isEqualTo(1);
        assertThat(header.descriptorSectors()).isEqualTo(20);
        assertThat(header.entriesPerTable()).isEqualTo(512);
        assertThat(header.redundantDirectorySector()).isEqualTo(0x15);
        assertThat(header.directorySector()).isEqualTo(0x26);
        assertThat(header.overheadSectors()).isEqualTo(128);
        assertThat(header.uncleanShutdown()).isEqualTo((byte) 1);
        assertThat(header.newlines()).isEqualTo(SparseHeader.SOUND_NEWLINES);
        assertThat(header.compression()).isEqualTo(SparseHeader.COMPRESSION_DEFLATE);
    }
}
