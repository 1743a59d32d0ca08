// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Copies come out whole with the same content, or leave nothing and say why. */
@Timeout(120)
class DiskEncryptionTest {
    private static final int CAPACITY_BYTES = (5 << 20) + 3 * 512;

    @TempDir
    Path folder = Path.of("");

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private final DiskEncryption encryption = new DiskEncryption(keys);
    private Path raw = Path.of("");
    private Path disk = Path.of("");

    @BeforeEach
    void makeSource() throws IOException {
        raw = TestDisks.raw(folder.resolve("source.raw"), CAPACITY_BYTES, true);
        disk = folder.resolve("disk.vmdk");
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void encryptedAndDecryptedIsTheSameContent(CreateType format) throws IOException {
        CopyResult encrypted =
                encryption.encrypt(TestDisks.request(raw, disk, Optional.of(format), DataUnit.BYTES_512));
        assertThat(encrypted.envelope()).isPresent();
        assertThat(encrypted.dataBytes()).isEqualTo(CAPACITY_BYTES);
        assertThat(encrypted.warnings()).isEmpty();
        assertThat(DiskInfo.read(disk).createType()).isEqualTo(format.label());

        Path back = folder.resolve("back.raw");
        encryption.decrypt(new DecryptRequest(
                disk,
                back,
                Optional.of(encrypted.envelope().orElseThrow().header().diskId()),
                Optional.of(CreateType.RAW),
                Overwrite.REFUSE,
                ProgressListener.NONE));
        assertThat(back).hasSameBinaryContentAs(raw);
    }

    @Test
    void aRawImageBecomesMonolithicFlatAndZeroGrainsAreLeftOutOfASparseDisk() throws IOException {
        encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        assertThat(DiskInfo.read(disk).createType()).isEqualTo("monolithicFlat");

        Path empty = TestDisks.raw(folder.resolve("empty.raw"), 64 << 20, false);
        Path sparse = folder.resolve("sparse.vmdk");
        encryption.encrypt(
                TestDisks.request(empty, sparse, Optional.of(CreateType.MONOLITHIC_SPARSE), DataUnit.BYTES_4096));
        assertThat(Files.size(sparse)).isLessThan(1 << 20);
        try (EncryptedDisk opened = EncryptedDisk.open(sparse, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(opened, 1 << 20, 1 << 20)).containsOnly(0);
        }
    }

    @Test
    void aCloneHasTheContentAndKeysOfItsOwn() throws IOException {
        CopyResult original = encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        Path clone = folder.resolve("clone.vmdk");
        CopyResult cloned = encryption.cloneDisk(CloneRequest.of(disk, clone));
        assertThat(cloned.envelope().orElseThrow().header().diskId())
                .isNotEqualTo(original.envelope().orElseThrow().header().diskId());
        assertThat(cloned.envelope().orElseThrow().header().dekId())
                .isNotEqualTo(original.envelope().orElseThrow().header().dekId());
        assertThat(cloned.envelope().orElseThrow().header().keyId())
                .isNotEqualTo(original.envelope().orElseThrow().header().keyId());
        try (EncryptedDisk opened = EncryptedDisk.open(clone, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(opened, 0, CAPACITY_BYTES)).isEqualTo(Files.readAllBytes(raw));
        }
    }

    @Test
    void aNamedKekIsUsedAndNoneIsMade() throws IOException {
        String kek = keys.createKek(TestKeys.ID).keyId();
        EncryptRequest plain = EncryptRequest.of(raw, disk, TestKeys.ID);
        CopyResult result = encryption.encrypt(new EncryptRequest(
                raw,
                disk,
                TestKeys.ID,
                Optional.of(kek),
                plain.cipher(),
                plain.dataUnit(),
                plain.format(),
                plain.overwrite(),
                plain.progress()));
        assertThat(result.envelope().orElseThrow().header().keyId().keyId()).isEqualTo(kek);
        assertThat(provider.createdCount()).isEqualTo(1);
    }

    @Test
    void descriptorLinesThatNobodyKnowsGoAlong() throws IOException {
        Path plain = plainFlat("kept.vmdk", "someTool.remark=\"keep me\"\n", "ddb.uuid = \"60 00 C2 9b\"\n");
        encryption.encrypt(EncryptRequest.of(plain, disk, TestKeys.ID));
        assertThat(Files.readString(disk))
                .contains("someTool.remark=\"keep me\"")
                .contains("ddb.uuid = \"60 00 C2 9b\"")
                .contains("CID=12345678\n")
                .contains("sectorkeep.lastCid=\"12345678\"")
                .doesNotContain("kept-flat.vmdk");
        Path back = folder.resolve("back.vmdk");
        encryption.decrypt(DecryptRequest.of(disk, back));
        assertThat(Files.readString(back))
                .contains("someTool.remark=\"keep me\"")
                .contains("CID=12345678\n")
                .doesNotContain("sectorkeep.");
    }

    @Test
    void changeTrackingIsLeftOutAndThatIsSaid() throws IOException {
        Path plain = plainFlat("tracked.vmdk", "changeTrackPath=\"tracked-ctk.vmdk\"\n", "");
        CopyResult result = encryption.encrypt(EncryptRequest.of(plain, disk, TestKeys.ID));
        assertThat(result.warnings()).singleElement().asString().contains("changeTrackPath");
        assertThat(Files.readString(disk)).doesNotContain("ctk");
    }

    @Test
    void aLineThatCannotBeWrittenAgainIsRefused() throws IOException {
        Path plain = plainFlat("odd.vmdk", "odd=\"a\"b\"\n", "");
        refused(() -> encryption.encrypt(EncryptRequest.of(plain, disk, TestKeys.ID)))
                .isInstanceOf(IOException.class);
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void anEncryptedDiskIsNotEncryptedAgain() throws IOException {
        encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        refused(() -> encryption.encrypt(EncryptRequest.of(disk, folder.resolve("twice.vmdk"), TestKeys.ID)))
                .isInstanceOf(AlreadyEncryptedException.class);
        assertThat(provider.createdCount()).isEqualTo(1);
    }

    @Test
    void aPlainDiskIsNeitherDecryptedNorCloned() throws IOException {
        refused(() -> encryption.decrypt(DecryptRequest.of(raw, disk))).isInstanceOf(NotEncryptedException.class);
        refused(() -> encryption.cloneDisk(CloneRequest.of(raw, disk))).isInstanceOf(NotEncryptedException.class);
    }

    @Test
    void aDestinationThatIsThereIsRefusedAndLeftAsItIs() throws IOException {
        Files.writeString(disk, "mine");
        refused(() -> encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(disk).hasContent("mine");

        Files.delete(disk);
        Files.writeString(folder.resolve("disk-flat.vmdk"), "mine too");
        refused(() -> encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(folder.resolve("disk-flat.vmdk")).hasContent("mine too");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void aDestinationThatIsThereIsReplacedIfThatIsAsked() throws IOException {
        Files.writeString(disk, "old");
        EncryptRequest plain = EncryptRequest.of(raw, disk, TestKeys.ID);
        encryption.encrypt(replacing(plain));
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(opened, 0, CAPACITY_BYTES)).isEqualTo(Files.readAllBytes(raw));
        }
    }

    @Test
    void theSourceIsNeverTheDestinationNotEvenThroughLinks() throws IOException {
        Path plain = plainFlat("web.vmdk", "", "");
        Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.vmdk"), plain);
        Path hard = Files.createLink(folder.resolve("hard.vmdk"), plain);
        Path extentOfSource = folder.resolve("web-flat.vmdk");
        Path throughExtent = Files.createSymbolicLink(folder.resolve("new-flat.vmdk"), extentOfSource);
        for (Path destination : List.of(plain, symbolic, hard, extentOfSource, folder.resolve("new.vmdk"))) {
            refused(() -> encryption.encrypt(replacing(EncryptRequest.of(plain, destination, TestKeys.ID))))
                    .as(destination.toString())
                    .isInstanceOf(DestinationIsSourceException.class);
        }
        assertThat(throughExtent).isSymbolicLink();
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void formatsThatCannotBeMadeAreRefused() {
        for (CreateType format : List.of(CreateType.RAW, CreateType.STREAM_OPTIMIZED, CreateType.VMFS)) {
            refused(() -> encryption.encrypt(TestDisks.request(raw, disk, Optional.of(format), DataUnit.BYTES_512)))
                    .isInstanceOf(DiskRefusedException.class)
                    .hasMessageContaining(format.label());
        }
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void aDataUnitThatDoesNotDivideTheCapacityIsRefused() {
        refused(() -> encryption.encrypt(TestDisks.request(raw, disk, Optional.empty(), DataUnit.BYTES_4096)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("4096");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void aDiskThatDoesNotFitIsRefusedWithBothNumbers() throws IOException {
        long capacityBytes = Files.getFileStore(folder).getUsableSpace() / 512 * 512 * 2;
        Path plain = TestDisks.raw(folder.resolve("large.raw"), capacityBytes, false);
        refused(() -> encryption.encrypt(
                        TestDisks.request(plain, disk, Optional.of(CreateType.MONOLITHIC_FLAT), DataUnit.BYTES_512)))
                .isInstanceOfSatisfying(NotEnoughSpaceException.class, e -> {
                    assertThat(e.requiredBytes()).isGreaterThanOrEqualTo(capacityBytes);
                    assertThat(e.availableBytes()).isBetween(0L, capacityBytes - 1);
                    assertThat(e).hasMessageContaining(Long.toString(e.availableBytes()));
                });
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void anotherDiskThanExpectedIsNotDecrypted() throws IOException {
        encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        refused(() -> encryption.decrypt(new DecryptRequest(
                        disk,
                        folder.resolve("back.vmdk"),
                        Optional.of(DiskId.random()),
                        Optional.empty(),
                        Overwrite.REFUSE,
                        ProgressListener.NONE)))
                .isInstanceOf(WrongDiskException.class);
    }

    @Test
    void withoutTheKeyNothingIsMade() throws IOException {
        encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        keys.lock();
        provider.unplug();
        refused(() -> encryption.decrypt(DecryptRequest.of(disk, folder.resolve("back.vmdk"))))
                .isInstanceOf(KeyUnavailableException.class);
        refused(() -> encryption.encrypt(EncryptRequest.of(raw, folder.resolve("other.vmdk"), TestKeys.ID)))
                .isInstanceOf(KeyUnavailableException.class);
    }

    @Test
    void aMissingExtentIsNamed() throws IOException {
        Path plain = plainFlat("web.vmdk", "", "");
        Files.delete(folder.resolve("web-flat.vmdk"));
        refused(() -> encryption.encrypt(EncryptRequest.of(plain, disk, TestKeys.ID)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("web-flat.vmdk");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path nowhere = folder.resolve("nowhere").resolve("disk.vmdk");
        refused(() -> encryption.encrypt(EncryptRequest.of(raw, nowhere, TestKeys.ID)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void progressRisesToTheWhole() throws IOException {
        List<Long> done = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        encryption.encrypt(listening(EncryptRequest.of(raw, disk, TestKeys.ID), (doneBytes, totalBytes) -> {
            done.add(doneBytes);
            totals.add(totalBytes);
        }));
        assertThat(done)
                .isSorted()
                .startsWith(0L)
                .endsWith((long) CAPACITY_BYTES)
                .hasSizeGreaterThan(4);
        assertThat(totals).containsOnly((long) CAPACITY_BYTES);
    }

    @Test
    void aCancelledCopyLeavesNothing() {
        for (int after = 0; after < 5; after++) {
            ProgressListener listener = new CancelAfter(after);
            refused(() -> encryption.encrypt(listening(EncryptRequest.of(raw, disk, TestKeys.ID), listener)))
                    .isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void aListenerThatFailsStopsTheCopy() {
        refused(() -> encryption.encrypt(listening(EncryptRequest.of(raw, disk, TestKeys.ID), (done, total) -> {
                    if (done > 0) {
                        throw new IllegalStateException("no more");
                    }
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
    }

    @Test
    void anInterruptedCopyLeavesNothing() {
        Thread copying = Thread.currentThread();
        try {
            refused(() -> encryption.encrypt(listening(EncryptRequest.of(raw, disk, TestKeys.ID), (done, total) -> {
                        if (done > 0) {
                            copying.interrupt();
                            while (copying.isInterrupted()) { // until it notices, or the copy may be over before
                                Thread.onSpinWait();
                            }
                        }
                    })))
                    .isInstanceOf(IOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Cancels when it has been asked so many times. */
    private static final class CancelAfter implements ProgressListener {
        private int left;

        CancelAfter(int count) {
            left = count;
        }

        @Override
        public void progress(long doneBytes, long totalBytes) {}

        @Override
        public boolean isCancelled() {
            return left-- <= 0;
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    /** The call fails and the folder is as it was, byte for byte; no thread of it is left. */
    private AbstractThrowableAssert<?, ? extends Throwable> refused(Call call) {
        List<String> before = listing();
        AbstractThrowableAssert<?, ? extends Throwable> failure = assertThatThrownBy(call::run);
        boolean interrupted = Thread.interrupted();
        assertThat(listing()).isEqualTo(before);
        assertThat(openFiles()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("sectorkeep-copy"));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    /** The files in the folder that this process has open, as Linux tells. */
    private List<String> openFiles() {
        File[] handles = new File("/proc/self/fd").listFiles();
        return Arrays.stream(handles == null ? new File[0] : handles)
                .map(handle -> {
                    try {
                        return Files.readSymbolicLink(handle.toPath()).toString();
                    } catch (IOException e) {
                        return "closed meanwhile";
                    }
                })
                .filter(target -> target.startsWith(folder.toString()))
                .toList();
    }

    private List<String> listing() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                boolean small = Files.exists(file) && Files.size(file) < CAPACITY_BYTES * 2L;
                String content = small ? Integer.toString(Arrays.hashCode(Files.readAllBytes(file))) : "-";
                lines.add(file.getFileName() + " " + Files.isSymbolicLink(file) + " " + content);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path plainFlat(String name, String line, String databaseLine) throws IOException {
        String extent = name.replace(".vmdk", "-flat.vmdk");
        TestDisks.raw(folder.resolve(extent), CAPACITY_BYTES, true);
        return Files.writeString(folder.resolve(name), """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="monolithicFlat"
                %sRW %d FLAT "%s" 0
                ddb.adapterType = "lsilogic"
                %s""".formatted(line, CAPACITY_BYTES / 512, extent, databaseLine));
    }

    @Test
    void allocatedGrainsOfZeroesStayAllocatedAndHolesStayHoles() throws IOException {
        int grainBytes = 64 << 10;
        Path sparse = folder.resolve("sparse.vmdk");
        try (NewDisk made = NewDisk.create(
                sparse,
                CreateType.MONOLITHIC_SPARSE,
                4L * grainBytes,
                NewDisk.Existing.REFUSE,
                UnaryOperator.identity())) {
            made.disk().write(grainBytes, ByteBuffer.allocate(grainBytes));
            made.disk().write(3L * grainBytes, ByteBuffer.wrap(TestDisks.randomBytes(1, grainBytes)));
            made.commit();
        }
        encryption.encrypt(TestDisks.request(sparse, disk, Optional.empty(), DataUnit.BYTES_512));
        try (VirtualDisk encrypted = VirtualDisk.open(disk, Access.READ_ONLY)) {
            for (int grain = 0; grain < 4; grain++) {
                assertThat(encrypted.range((long) grain * grainBytes, 1).kind())
                        .isEqualTo(grain % 2 == 0 ? AllocatedRange.Kind.UNALLOCATED : AllocatedRange.Kind.DATA);
            }
        }
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(opened, 0, 3 * grainBytes)).containsOnly(0);
        }
    }

    @Test
    void zeroesOfAFlatSourceTakeNoSpaceInASparseDisk() throws IOException {
        Path empty = TestDisks.raw(folder.resolve("empty.raw"), CAPACITY_BYTES, false);
        CreateType sparse = CreateType.MONOLITHIC_SPARSE;
        encryption.encrypt(TestDisks.request(empty, disk, Optional.of(sparse), DataUnit.BYTES_512));
        try (VirtualDisk encrypted = VirtualDisk.open(disk, Access.READ_ONLY)) {
            assertThat(encrypted.range(0, CAPACITY_BYTES))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, 0, CAPACITY_BYTES));
        }
    }

    private static EncryptRequest replacing(EncryptRequest request) {
        return with(request, Overwrite.REPLACE, request.progress());
    }

    private static EncryptRequest listening(EncryptRequest request, ProgressListener listener) {
        return with(request, request.overwrite(), listener);
    }

    private static EncryptRequest with(EncryptRequest request, Overwrite overwrite, ProgressListener listener) {
        return new EncryptRequest(
                request.source(),
                request.destination(),
                request.providerId(),
                request.keyId(),
                request.cipher(),
                request.dataUnit(),
                request.format(),
                overwrite,
                listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw-rw----", "rw-------"})
    void anEncryptedCopyTakesOverTheModeOfItsSourceAndADecryptedOneIsItsOwnersAlone(String mode) throws IOException {
        Files.setPosixFilePermissions(raw, PosixFilePermissions.fromString(mode));
        encryption.encrypt(EncryptRequest.of(raw, disk, TestKeys.ID));
        Path back = folder.resolve("back.vmdk");
        encryption.decrypt(DecryptRequest.of(disk, back));
        for (String made : List.of("disk.vmdk", "disk-flat.vmdk", "back.vmdk", "back-flat.vmdk")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(made))))
                    .as(made)
                    .isEqualTo(made.startsWith("back") ? "rw-------" : mode);
        }
    }

    @Test
    void holesOfAFlatSourceAreNotRead() throws IOException {
        long capacityBytes = 256 << 20;
        byte[] content = TestDisks.randomBytes(7, 3 << 20);
        Path holey = TestDisks.raw(folder.resolve("holey.raw"), capacityBytes, false);
        try (FileChannel file = FileChannel.open(holey, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(content), (100 << 20) + 512);
        }
        for (CreateType format : List.of(CreateType.MONOLITHIC_FLAT, CreateType.MONOLITHIC_SPARSE)) {
            Path copy = folder.resolve(format + ".vmdk");
            long before = bytesRead();
            encryption.encrypt(TestDisks.request(holey, copy, Optional.of(format), DataUnit.BYTES_512));
            assertThat(bytesRead() - before).isBetween((long) content.length, capacityBytes / 8);
            try (EncryptedDisk opened = EncryptedDisk.open(copy, Access.READ_ONLY, keys)) {
                assertThat(TestDisks.read(opened, (100 << 20) + 512, content.length))
                        .isEqualTo(content);
                assertThat(TestDisks.read(opened, 99 << 20, 1 << 20)).isEqualTo(new byte[1 << 20]);
                assertThat(TestDisks.read(opened, 255 << 20, 1 << 20)).isEqualTo(new byte[1 << 20]);
            }
        }
        assertThat(Files.size(folder.resolve("MONOLITHIC_SPARSE.vmdk"))).isLessThan(8 << 20);
        try (VirtualDisk ciphertext =
                VirtualDisk.open(folder.resolve("MONOLITHIC_FLAT.vmdk"), VirtualDisk.Access.READ_ONLY)) {
            ByteBuffer hole = ByteBuffer.allocate(4096);
            ciphertext.read(200 << 20, hole);
            assertThat(hole.array()).contains(1, 2, 3);
        }
    }

    /** What this process has read so far through system calls, as the kernel counts it. */
    private static long bytesRead() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/io")).get(0);
        assertThat(line).startsWith("rchar: ");
        return Long.parseLong(line.substring("rchar: ".length()));
    }
}
