// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;

class OnlineDiskTest {
    private static final int CAPACITY_BYTES = 2 << 20;
    private static final int WINDOW_BYTES = 128 << 10;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();
    private final InPlaceMeans means = new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES);

    static Stream<InPlaceScenario> scenarios() {
        return Stream.of(InPlaceDisks.Layout.values())
                .flatMap(layout -> Stream.of(InPlaceScenario.Operation.values())
                        .map(operation -> new InPlaceScenario(operation, layout, Resilience.CHECKSUM)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void clientsOfTheDiskSeeTheirOwnContentAllTheTime(InPlaceScenario scenario) throws Exception {
        Path disk = scenario.prepare(folder, CAPACITY_BYTES, keys);
        byte[] content = scenario.content(folder, CAPACITY_BYTES);
        OnlineRace race = new OnlineRace();
        List<OnlineClient> clients;
        try (OnlineDisk online = scenario.begin(disk, means, race.listener(10))) {
            clients = OnlineClient.ofAll(online, scenario.layout(), content, 11, () -> 0);
            InPlaceResult result = race.run(online, clients);
            assertThat(result.envelope().isPresent())
                    .isEqualTo(scenario.operation() != InPlaceScenario.Operation.DECRYPT);
            byte[] after = TestDisks.read(online, 0, content.length);
            clients.forEach(client -> client.requireNewest(after));
        }
        byte[] stored = stored(scenario.operation(), InPlaceDisks.opened(disk));
        clients.forEach(client -> client.requireNewest(stored));
        assertThat(InPlaceDisk.journalOf(InPlaceDisks.opened(disk))).doesNotExist();
    }

    private byte[] stored(InPlaceScenario.Operation operation, Path opened) throws IOException {
        return operation == InPlaceScenario.Operation.DECRYPT
                ? InPlaceDisks.content(opened)
                : InPlaceDisks.content(opened, keys);
    }

    @ParameterizedTest
    @EnumSource(InPlaceScenario.Operation.class)
    void aDiskThatWasClosedHalfWayIsGoneOnWithOnlineOrNot(InPlaceScenario.Operation operation) throws Exception {
        InPlaceScenario scenario =
                new InPlaceScenario(operation, InPlaceDisks.Layout.MONOLITHIC_SPARSE, Resilience.JOURNAL);
        Path disk = scenario.prepare(folder, CAPACITY_BYTES, keys);
        byte[] written = TestDisks.randomBytes(3, CAPACITY_BYTES);
        AtomicInteger windows = new AtomicInteger();
        try (OnlineDisk online = scenario.begin(disk, means, stoppingAt(windows, 3))) {
            assertThatThrownBy(online::run).isInstanceOf(OperationStoppedException.class);
            online.write(0, ByteBuffer.wrap(written));
        }
        windows.set(0);
        InPlaceOptions options =
                new InPlaceOptions(Resilience.CHECKSUM, ChangeTracking.KEEP, Long.MAX_VALUE, stoppingAt(windows, 3));
        DiskId itself =
                new DiskId(DiskInfo.read(disk).encryption().orElseThrow().diskId());
        Optional<DiskId> another = Optional.of(DiskId.random());
        assertThatThrownBy(() -> new InPlaceEncryption(means).resumeOnline(disk, another, options))
                .isInstanceOf(WrongDiskException.class);
        try (OnlineDisk online = new InPlaceEncryption(means).resumeOnline(disk, Optional.of(itself), options)) {
            assertThat(TestDisks.read(online, 0, CAPACITY_BYTES)).isEqualTo(written);
            assertThatThrownBy(online::run).isInstanceOf(OperationStoppedException.class);
            online.trim(CAPACITY_BYTES / 2, CAPACITY_BYTES / 4);
        }
        Arrays.fill(written, CAPACITY_BYTES / 2, CAPACITY_BYTES / 4 * 3, (byte) 0);
        new InPlaceEncryption(means).resume(disk, InPlaceOptions.DEFAULT);
        assertThat(stored(operation, disk)).isEqualTo(written);
    }

    private static ProgressListener stoppingAt(AtomicInteger windows, int count) {
        return new ProgressListener() {
            @Override
            public void progress(long doneBytes, long totalBytes) {
                windows.incrementAndGet();
            }

            @Override
            public boolean isCancelled() {
                return windows.get() > count;
            }
        };
    }

    @Test
    void closingStopsTheRunAndItsDiskIsLockedUntilThen() throws Exception {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.CHECKSUM);
        Path disk = scenario.prepare(folder, CAPACITY_BYTES, keys);
        byte[] content = scenario.content(folder, CAPACITY_BYTES);
        OnlineDisk[] online = new OnlineDisk[1];
        Thread closer = new Thread(() -> {
            try {
                online[0].close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        online[0] = scenario.begin(disk, means, (doneBytes, totalBytes) -> {
            if (doneBytes == WINDOW_BYTES) {
                closer.start();
                while (!online[0].isClosing()) {
                    Thread.onSpinWait();
                }
            }
        });
        assertThatThrownBy(() -> VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY))
                .isInstanceOf(DiskInUseException.class);
        assertThatThrownBy(online[0]::run).isInstanceOf(OperationStoppedException.class);
        closer.join();
        assertThatThrownBy(online[0]::run).isInstanceOf(DiskClosedException.class);
        assertThatThrownBy(() -> online[0].flush()).isInstanceOf(DiskClosedException.class);
        new InPlaceEncryption(means).resume(disk, InPlaceOptions.DEFAULT);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
    }

    @Test
    void afterAFailureToWriteNobodyWaitsForever() throws Exception {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.CHECKSUM);
        Path disk = scenario.prepare(folder, CAPACITY_BYTES, keys);
        byte[] content = scenario.content(folder, CAPACITY_BYTES);
        FolderLayer failing = new FolderLayer(40);
        try (OnlineDisk online =
                scenario.begin(disk, new InPlaceMeans(keys, failing, WINDOW_BYTES), ProgressListener.NONE)) {
            assertThatThrownBy(online::run)
                    .isInstanceOf(OperationStoppedException.class)
                    .hasMessageContaining("No space left on device");
            assertThatThrownBy(() -> online.write(0, ByteBuffer.allocate(512))).isInstanceOf(IOException.class);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("device");
        }
        new InPlaceEncryption(means).resume(disk, InPlaceOptions.DEFAULT);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
    }

    @Test
    void aSnapshotOfAnEncryptedDiskIsRekeyedAndOfAPlainOneEncrypted() throws Exception {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.MONOLITHIC_FLAT, Resilience.CHECKSUM);
        Path base = scenario.prepare(folder, CAPACITY_BYTES, keys);
        byte[] content = InPlaceDisks.content(base);
        Path child = folder.resolve("child.vmdk");
        new Snapshots(keys).create(SnapshotRequest.of(base, child));
        try (OnlineDisk online =
                new InPlaceEncryption(means).encryptOnline(InPlaceDisks.encryption(child, InPlaceOptions.DEFAULT))) {
            online.write(100_000, ByteBuffer.wrap(content, 0, 70_000));
            System.arraycopy(content.clone(), 0, content, 100_000, 70_000);
            online.run();
            assertThat(TestDisks.read(online, 0, CAPACITY_BYTES)).isEqualTo(content);
        }
        new InPlaceEncryption(means).encrypt(InPlaceDisks.encryption(base, InPlaceOptions.DEFAULT));
        try (OnlineDisk online =
                new InPlaceEncryption(means).rekeyOnline(InPlaceDisks.rekeying(child, InPlaceOptions.DEFAULT))) {
            online.trim(100_000, 1000);
            Arrays.fill(content, 100_000, 101_000, (byte) 0);
            online.run();
            assertThat(TestDisks.read(online, 0, CAPACITY_BYTES)).isEqualTo(content);
        }
        assertThat(InPlaceDisks.content(child, keys)).isEqualTo(content);
    }

    @Test
    void aFirstWriteDuringTheOperationRenewsTheContentIdAndThatLasts() throws Exception {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.DECRYPT, InPlaceDisks.Layout.MONOLITHIC_SPARSE, Resilience.CHECKSUM);
        Path disk = scenario.prepare(folder, CAPACITY_BYTES, keys);
        try (OnlineDisk online = scenario.begin(disk, means, ProgressListener.NONE)) {
            online.write(0, ByteBuffer.wrap(new byte[512]));
            online.run();
            online.write(0, ByteBuffer.wrap(new byte[1024]));
        }
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY)) {
            assertThat(opened.descriptor().cid()).isNotEqualTo(0x12345678);
            assertThat(EncryptionLines.of(opened.descriptor()).isPresent()).isFalse();
        }
    }

    @Test
    void whatIsNotUnfinishedIsNotResumed() throws Exception {
        Path disk = folder.resolve("disk.vmdk");
        try (NewDisk made = NewDisk.create(
                disk, CreateType.MONOLITHIC_SPARSE, CAPACITY_BYTES, NewDisk.Existing.REFUSE, any -> any)) {
            made.commit();
        }
        assertThatThrownBy(() -> new InPlaceEncryption(means).resumeOnline(disk, InPlaceOptions.DEFAULT))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("has no unfinished operation");
        VirtualDisk.open(disk, VirtualDisk.Access.READ_WRITE).close();
    }
}
