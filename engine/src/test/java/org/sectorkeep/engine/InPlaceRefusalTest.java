// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.InPlaceScenario.Operation;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.ChangeTrackedDiskException;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;

/** What an operation in place refuses, and that a refused disk is as it was. */
class InPlaceRefusalTest {
    private static final int SECTOR_BYTES = 512;
    private static final int CAPACITY_BYTES = InPlaceScenario.CAPACITY_BYTES;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();
    private final InPlaceMeans means = new InPlaceMeans(keys, DiskOpening.REAL, InPlaceScenario.WINDOW_BYTES);
    private final InPlaceEncryption inPlace = new InPlaceEncryption(means);

    static Stream<InPlaceScenario> flatScenarios() {
        return Arrays.stream(Operation.values())
                .map(operation ->
                        new InPlaceScenario(operation, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.CHECKSUM));
    }

    /** A disk in a folder of its own, whose operation was stopped after its second window. */
    private Path stopped(InPlaceScenario scenario, String name) throws IOException {
        Path here = Files.createDirectory(folder.resolve(name)).toRealPath();
        Path disk = scenario.prepare(here, CAPACITY_BYTES, keys);
        StopAfter listener = new StopAfter(2L * InPlaceScenario.WINDOW_BYTES);
        assertThatThrownBy(() -> scenario.run(disk, means, listener)).isInstanceOf(OperationStoppedException.class);
        return disk;
    }

    /** Says stop as soon as so much is done. */
    private static final class StopAfter implements ProgressListener {
        private final long stopBytes;
        private boolean reached;

        StopAfter(long stopBytes) {
            this.stopBytes = stopBytes;
        }

        @Override
        public void progress(long doneBytes, long totalBytes) {
            reached = doneBytes >= stopBytes;
        }

        @Override
        public boolean isCancelled() {
            return reached;
        }
    }

    private void assertRefused(Path disk, Class<? extends IOException> type, String message) {
        assertThatThrownBy(() -> inPlace.resume(disk, InPlaceOptions.DEFAULT))
                .isInstanceOf(type)
                .hasMessageContaining(message);
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(position)] ^= 1;
        Files.write(file, bytes);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aJournalOfAnotherDiskAMissingAndADamagedOneAreRefused(Operation operation) throws IOException {
        InPlaceScenario scenario =
                new InPlaceScenario(operation, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.JOURNAL);
        Path disk = stopped(scenario, "one");
        Path journal = InPlaceDisk.journalOf(disk);
        Path kept = Files.copy(journal, folder.resolve("kept"));
        byte[] before = Files.readAllBytes(disk.resolveSibling("disk-flat.vmdk"));
        Path others = InPlaceDisk.journalOf(stopped(scenario, "other"));
        Files.copy(others, journal, StandardCopyOption.REPLACE_EXISTING);
        assertRefused(disk, JournalFormatException.class, "of another operation than the disk names");
        Files.delete(journal);
        assertRefused(disk, JournalFormatException.class, "it is missing");
        Files.copy(kept, journal, StandardCopyOption.REPLACE_EXISTING);
        flip(journal, 20 + 3); // the size of the windows, which no envelope says
        assertThatThrownBy(() -> inPlace.resume(disk, InPlaceOptions.DEFAULT)).isInstanceOf(IOException.class);
        assertThat(disk.resolveSibling("disk-flat.vmdk")).hasBinaryContent(before);
        Files.copy(kept, journal, StandardCopyOption.REPLACE_EXISTING);
        scenario.finishAndRequire(disk, keys, scenario.content(folder, CAPACITY_BYTES));
    }

    @ParameterizedTest
    @MethodSource("flatScenarios")
    void aSectorThatWasChangedMeanwhileIsNamedAndNothingGuessed(InPlaceScenario scenario) throws IOException {
        Path disk = stopped(scenario, "one");
        Path flat = disk.resolveSibling("disk-flat.vmdk");
        long lba = 2L * InPlaceScenario.WINDOW_BYTES / SECTOR_BYTES - 3; // in the last window that was written
        flip(flat, lba * SECTOR_BYTES + 17);
        byte[] changed = Files.readAllBytes(flat);
        assertThatThrownBy(() -> inPlace.resume(disk, InPlaceOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        DiskChangedException.class, e -> assertThat(e.lba()).isEqualTo(lba))
                .hasMessageContaining("sector " + lba + " ");
        assertThat(flat).hasBinaryContent(changed);
        flip(flat, lba * SECTOR_BYTES + 17);
        scenario.finishAndRequire(disk, keys, scenario.content(folder, CAPACITY_BYTES));
    }

    @ParameterizedTest
    @MethodSource("flatScenarios")
    void aDiskThatAnotherProgramWroteToMeanwhileIsRefused(InPlaceScenario scenario) throws IOException {
        Path disk = stopped(scenario, "one");
        String text = Files.readString(disk);
        String cid =
                text.lines().filter(line -> line.startsWith("CID=")).findFirst().orElseThrow();
        Files.writeString(disk, text.replace(cid, "CID=0badcafe"));
        assertRefused(disk, ForeignWritesException.class, "was written to by another program");
        Files.writeString(disk, text);
        scenario.finishAndRequire(disk, keys, scenario.content(folder, CAPACITY_BYTES));
    }

    @Test
    void aGrainThatWasAllocatedMeanwhileIsRefused() throws IOException {
        InPlaceScenario scenario =
                new InPlaceScenario(Operation.ENCRYPT, InPlaceDisks.Layout.MONOLITHIC_SPARSE, Resilience.CHECKSUM);
        Path here = Files.createDirectory(folder.resolve("one")).toRealPath();
        Path disk = scenario.prepare(here, 4 * CAPACITY_BYTES, keys);
        StopAfter listener = new StopAfter(InPlaceScenario.WINDOW_BYTES);
        assertThatThrownBy(() -> scenario.run(disk, means, listener)).isInstanceOf(OperationStoppedException.class);
        byte[] before = Files.readAllBytes(disk);
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_WRITE)) {
            opened.write(64 << 10, ByteBuffer.wrap(new byte[] {1}));
            opened.updateDescriptor(descriptor -> descriptor.withCid(0x12345678));
        }
        assertRefused(disk, DiskRefusedException.class, "bytes of content were stored, now there are");
        Files.write(disk, before);
        scenario.finishAndRequire(disk, keys, scenario.content(folder, 4 * CAPACITY_BYTES));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    @Tag("crash")
    void anotherProcessThatChangesTheDiskKeepsUsOut(Operation operation) throws Exception {
        InPlaceScenario scenario =
                new InPlaceScenario(operation, InPlaceDisks.Layout.MONOLITHIC_SPARSE, Resilience.CHECKSUM);
        Path here = Files.createDirectory(folder.resolve("one")).toRealPath();
        Path disk = scenario.prepare(here, CAPACITY_BYTES, keys);
        try (CrashChild child = CrashChild.start(folder)) {
            child.begin(CrashInPlace.Pace.HELD, scenario, disk);
            assertThat(child.awaitWindow()).isTrue();
            assertThatThrownBy(() -> scenario.run(disk, means, ProgressListener.NONE))
                    .isInstanceOf(DiskInUseException.class)
                    .hasMessageContaining("in use by another program");
            assertRefused(disk, DiskInUseException.class, "in use by another program");
            child.kill();
        }
        scenario.finishAndRequire(disk, keys, scenario.content(folder, CAPACITY_BYTES));
    }

    @ParameterizedTest
    @MethodSource("flatScenarios")
    @Tag("peer")
    void aDiskThatQemuHasOpenIsRefused(InPlaceScenario scenario) throws IOException {
        Peers.requireProgram("qemu-io");
        Path here = Files.createDirectory(folder.resolve("one")).toRealPath();
        Path disk = scenario.prepare(here, CAPACITY_BYTES, keys);
        byte[] before = Files.readAllBytes(disk);
        Process qemu = new ProcessBuilder("qemu-io", "-f", "vmdk", disk.toString())
                .redirectErrorStream(true)
                .start();
        try {
            qemu.getOutputStream().write("length\n".getBytes(StandardCharsets.US_ASCII));
            qemu.getOutputStream().flush();
            assertThat(qemu.inputReader().readLine()).contains("128 KiB");
            assertThatThrownBy(() -> scenario.run(disk, means, ProgressListener.NONE))
                    .isInstanceOf(DiskInUseException.class)
                    .hasMessageContaining("in use by another program");
        } finally {
            qemu.destroyForcibly();
            qemu.onExit().join();
        }
        assertThat(disk).hasBinaryContent(before);
        assertThat(InPlaceDisk.journalOf(disk)).doesNotExist();
        scenario.run(disk, means, ProgressListener.NONE);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aDiskWithChangeTrackingIsRefusedAndOnlyIfToldTheStaleLineGoes(Operation operation) throws IOException {
        InPlaceScenario scenario =
                new InPlaceScenario(operation, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.CHECKSUM);
        Path disk = scenario.prepare(folder.toRealPath(), CAPACITY_BYTES, keys);
        Files.writeString(disk, Files.readString(disk) + "changeTrackPath=\"disk-ctk.vmdk\"\n");
        byte[] before = Files.readAllBytes(disk);
        assertThatThrownBy(() -> scenario.run(disk, means, ProgressListener.NONE))
                .isInstanceOf(ChangeTrackedDiskException.class)
                .hasMessageContaining("changeTrackPath");
        assertThat(disk).hasBinaryContent(before);
        InPlaceOptions told =
                new InPlaceOptions(Resilience.CHECKSUM, ChangeTracking.DROP, Long.MAX_VALUE, ProgressListener.NONE);
        InPlaceResult result = switch (operation) {
            case ENCRYPT -> inPlace.encrypt(InPlaceDisks.encryption(disk, told));
            case DECRYPT -> inPlace.decrypt(InPlaceDisks.decryption(disk, told));
            case REKEY -> inPlace.rekey(InPlaceDisks.rekeying(disk, told));
        };
        assertThat(result.warnings()).anyMatch(warning -> warning.contains("change tracking was dropped"));
        assertThat(Files.readString(disk)).doesNotContain("changeTrackPath");
    }

    @ParameterizedTest
    @EnumSource(Resilience.class)
    void dataUnitsOf4096AreEncryptedRekeyedAndDecrypted(Resilience resilience) throws IOException {
        InPlaceOptions options = InPlaceDisks.options(resilience);
        Path disk = InPlaceDisks.plain(folder.toRealPath(), InPlaceDisks.Layout.MIXED, CAPACITY_BYTES, 3);
        byte[] content = InPlaceDisks.content(disk);
        InPlaceEncryptRequest request = new InPlaceEncryptRequest(
                disk,
                TestKeys.ID,
                Optional.of(TestKeys.FIXED_KEK.keyId()),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_4096,
                options);
        assertThat(inPlace.encrypt(request).envelope().orElseThrow().header().dataUnit())
                .isEqualTo(DataUnit.BYTES_4096);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
        assertThat(inPlace.rekey(InPlaceDisks.rekeying(disk, options))
                        .envelope()
                        .orElseThrow()
                        .header()
                        .dataUnit())
                .isEqualTo(DataUnit.BYTES_4096);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
        inPlace.decrypt(InPlaceDisks.decryption(disk, options));
        assertThat(InPlaceDisks.content(disk)).isEqualTo(content);
    }

    @Test
    void aSizeThatDataUnitsOf4096DoNotDivideIsRefused() throws IOException {
        Path disk = folder.resolve("odd.vmdk");
        NewDisk made = NewDisk.create(
                disk, CreateType.MONOLITHIC_FLAT, 4096 * 5 + 512, NewDisk.Existing.REFUSE, descriptor -> descriptor);
        try (made) {
            made.commit();
        }
        byte[] before = Files.readAllBytes(disk);
        InPlaceEncryptRequest request = new InPlaceEncryptRequest(
                disk,
                TestKeys.ID,
                Optional.of(TestKeys.FIXED_KEK.keyId()),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_4096,
                InPlaceOptions.DEFAULT);
        assertThatThrownBy(() -> inPlace.encrypt(request))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("4096");
        assertThat(disk).hasBinaryContent(before);
    }
}
