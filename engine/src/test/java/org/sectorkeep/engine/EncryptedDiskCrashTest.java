// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** A crash while grains are allocated: flushed writes are there, and nothing that was never written shows up. */
@Tag("crash")
@Timeout(180)
class EncryptedDiskCrashTest {
    private static final int CAPACITY_BYTES = (CrashWriter.SLOT_COUNT * CrashWriter.SLOT_BYTES / 512 + 1) * 512;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 40, 100, 250})
    void aKilledWriterLeavesNoGarbage(int acknowledgements) throws Exception {
        Path disk = emptyDisk(CreateType.MONOLITHIC_SPARSE);
        int flushedSlots = runAndKill(disk, acknowledgements);
        assertThat(flushedSlots).isPositive();
        requireNoGarbage(disk, flushedSlots);
        QemuImages.require();
        QemuImages.requireAccepted(disk, "monolithicSparse", CAPACITY_BYTES);
    }

    @Test
    void filesCopiedBetweenAnyTwoStepsHoldNoGarbage() throws IOException {
        Path disk = emptyDisk(CreateType.MONOLITHIC_SPARSE);
        Path copy = folder.resolve("copy.vmdk");
        int flushedSlots = 0;
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            for (int number = 0; number < 24; number++) {
                byte[] slot = new byte[CrashWriter.SLOT_BYTES];
                Arrays.fill(slot, CrashWriter.value(number));
                opened.write(CrashWriter.offsetBytes(number), ByteBuffer.wrap(slot));
                if (number % 5 == 4) {
                    opened.flush();
                    flushedSlots = number + 1;
                }
                // By another process: closing a second channel of this one would drop the lock.
                Peers.output("cp", disk.toString(), copy.toString());
                requireNoGarbage(copy, flushedSlots);
            }
        }
    }

    private Path emptyDisk(CreateType format) throws IOException {
        Path raw = TestDisks.raw(folder.resolve("empty.raw"), CAPACITY_BYTES, false);
        Path disk = folder.resolve("disk.vmdk");
        EncryptRequest request = TestDisks.request(raw, disk, Optional.of(format), DataUnit.BYTES_512);
        new DiskEncryption(keys)
                .encrypt(new EncryptRequest(
                        raw,
                        disk,
                        TestKeys.ID,
                        Optional.of(TestKeys.FIXED_KEK.keyId()),
                        request.cipher(),
                        request.dataUnit(),
                        request.format(),
                        request.overwrite(),
                        request.progress()));
        return disk;
    }

    /** Runs a writer until it has acknowledged so many flushes and kills it; returns the slots acknowledged in all. */
    private int runAndKill(Path disk, int acknowledgements) throws IOException, InterruptedException {
        Path errors = folder.resolve("writer.log");
        Process writer = new ProcessBuilder(ForkedJava.command(List.of(), CrashWriter.class, disk.toString()))
                .redirectError(errors.toFile())
                .start();
        int flushedSlots = 0;
        try (BufferedReader lines = writer.inputReader()) {
            for (int i = 0; i < acknowledgements; i++) {
                String line = lines.readLine();
                assertThat(line).as(Files.readString(errors)).isNotNull();
                flushedSlots = Integer.parseInt(line);
            }
            // By its handle: the process object would close the stream that is read on here.
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null && line.matches("\\d+"); line = lines.readLine()) {
                flushedSlots = Integer.parseInt(line);
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return flushedSlots;
    }

    private void requireNoGarbage(Path disk, int flushedSlots) throws IOException {
        byte[] content;
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(opened.hasForeignWrites()).isFalse();
            content = TestDisks.read(opened, 0, CAPACITY_BYTES);
        }
        for (int i = 0; i < content.length; i++) {
            if (content[i] < 0 || content[i] > CrashWriter.VALUE_COUNT) {
                throw new AssertionError("garbage at byte " + i);
            }
        }
        for (int number = 0; number < CrashWriter.SLOT_COUNT; number++) {
            boolean flushed = number < flushedSlots;
            int start = (int) CrashWriter.offsetBytes(number);
            for (int i = start; i < start + CrashWriter.SLOT_BYTES; i++) {
                boolean written = content[i] == CrashWriter.value(number);
                if (!written && (flushed || content[i] != 0)) {
                    throw new AssertionError("slot " + number + ", flushed: " + flushed + ", holds " + content[i]);
                }
            }
        }
    }
}
