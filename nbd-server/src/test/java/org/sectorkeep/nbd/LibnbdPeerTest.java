// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** libnbd's programs as clients. */
@Tag("peer")
class LibnbdPeerTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void needLibnbd() {
        Peers.requireProgram("nbdinfo");
        Peers.requireProgram("nbdcopy");
    }

    @Test
    void nbdinfoListsEachExportWithWhatItCanDo() throws IOException {
        try (TestServer served = TestServer.of(new MemoryDevice(1 << 20))) {
            served.exports.add(new NbdExport("archive", "", new MemoryDevice(1000).asReadOnly()));

            String list = Peers.output("nbdinfo", "--list", "--json", served.uri(""));

            assertThat(list)
                    .contains("\"export-name\": \"disk\"", "\"description\": \"a disk for tests\"")
                    .contains("\"export-size\": 1048576", "\"export-size\": 1000", "\"is_read_only\": true")
                    .contains("\"base:allocation\"", "\"can_multi_conn\": true", "\"can_fast_zero\": true")
                    .contains("\"block_size_minimum\": 1,", "\"block_size_preferred\": 4096,")
                    .contains("\"block_size_maximum\": 33554432");
        }
    }

    @Test
    void nbdcopyBringsContentInAndOutAndSeesHoles() throws IOException {
        Path source = folder.resolve("source");
        byte[] content = new byte[20 << 20];
        new Random(1).nextBytes(content);
        Arrays.fill(content, 4 << 20, 9 << 20, (byte) 0);
        Files.write(source, content);
        try (TestServer served = TestServer.of(new MemoryDevice(content.length))) {
            Peers.output("nbdcopy", source.toString(), served.uri("disk"));
            Path copy = folder.resolve("copy");
            Peers.output("nbdcopy", served.uri("disk"), copy.toString());

            assertThat(copy).hasSameBinaryContentAs(source);
            assertThat(Peers.output("nbdinfo", "--map", served.uri("disk")))
                    .containsPattern("4194304 +5242880 +3 +hole,zero");
        }
    }
}
