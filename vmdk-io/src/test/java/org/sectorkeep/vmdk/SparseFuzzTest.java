// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;

/** Hosted sparse files, compressed ones too: header, descriptor, directories, tables, grains. */
@Tag("fuzz")
class SparseFuzzTest {
    private static final FuzzedFile FILE = new FuzzedFile();
    private static final byte[] MAGIC = {'K', 'D', 'M', 'V'};

    @FuzzTest(maxDuration = "3s")
    void anyFileIsReadOrRefused(byte[] bytes) throws IOException {
        byte[] content = bytes.clone();
        System.arraycopy(MAGIC, 0, content, 0, Math.min(content.length, MAGIC.length));
        Files.write(FILE.disk(), content);
        FILE.openAndReadAll();
        assertThat(FILE.disk()).hasBinaryContent(content);
    }
}
