// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;

/** ESX extents, COWD and seSparse, behind a descriptor that fits the capacity that their header names. */
@Tag("fuzz")
class EsxSparseFuzzTest {
    private static final FuzzedFile FILE = new FuzzedFile();

    @FuzzTest(maxDuration = "3s")
    void anyExtentIsReadOrRefused(byte[] bytes) throws IOException {
        boolean cowd = bytes.length > 0 && bytes[0] == 'C';
        ByteBuffer header = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        header.put(bytes, 0, Math.min(bytes.length, header.capacity()));
        long sectors = cowd
                ? Integer.toUnsignedLong(header.getInt(TestCowd.CAPACITY))
                : header.getLong(TestSeSparse.CAPACITY) & Long.MAX_VALUE;
        Disks.descriptor(
                FILE.disk(),
                cowd ? "vmfsSparse" : "seSparse",
                "RW " + sectors + (cowd ? " VMFSSPARSE" : " SESPARSE") + " \"extent\"");
        Files.write(FILE.extent(), bytes);
        FILE.openAndReadAll();
        assertThat(FILE.extent()).hasBinaryContent(bytes);
    }
}
