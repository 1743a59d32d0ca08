// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.JournalFormatException;
import org.sectorkeep.vmdk.SideFile;
import org.sectorkeep.vmdk.VirtualDisk;

/** Any file in the place of a journal is read or refused, also one whose header was made by a holder of the keys. */
@Tag("fuzz")
class JournalFuzzTest {
    /** Larger ones are refused for no reason of the format, so that an input takes little time. */
    private static final int MAX_WINDOW_BYTES = 1 << 20;

    @FuzzTest(maxDuration = "3s")
    void anyJournalIsReadOrRefused(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("journal");
        Path raw = Files.write(folder.resolve("disk.raw"), new byte[SectorMac.PIECE_BYTES]);
        Path file = Files.write(folder.resolve("journal"), bytes);
        try (VirtualDisk disk = VirtualDisk.open(raw, VirtualDisk.Access.READ_ONLY);
                SideFile side = disk.openSideFile(file)) {
            Optional<Journal.Summary> summary = Journal.peek(side);
            if (summary.isPresent()) {
                assertThat(summary.get().doneBytes()).isNotNegative();
                open(side, summary.get());
            }
        } catch (JournalFormatException e) {
            assertThat(e).hasMessageContaining(file.toString());
        } finally {
            Files.delete(file);
            Files.delete(raw);
            Files.delete(folder);
        }
    }

    // Takes no header: a record that is loaded with the test cannot be instrumented any more (NoSuchFieldError on JDK
    // 17).
    private static void open(SideFile side, Journal.Summary summary) throws IOException {
        JournalHeader header = summary.header();
        if (header.windowBytes() > MAX_WINDOW_BYTES) {
            return;
        }
        try (SecretBytes dek = SecretBytes.copyOf(new byte[64]);
                OperationKeys keys = OperationKeys.derive(dek, header.id())) {
            Journal journal = Journal.open(side, header, keys);
            RecordHeader newest = journal.newest(new Window(header, journal.protection()));
            assertThat(newest.doneBytes()).isBetween(0L, newest.doneAfterwardsBytes());
        }
    }
}
