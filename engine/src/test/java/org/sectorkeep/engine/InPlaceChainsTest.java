// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Chains of three links, changed in their place. */
class InPlaceChainsTest {
    private static final int GRAIN = 65536;
    private static final int BYTES = 40 * GRAIN;
    private static final int WINDOW_BYTES = 4 * GRAIN;
    private static final List<String> NAMES = List.of("base.vmdk", "middle.vmdk", "top.vmdk");

    @TempDir
    Path folder;

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private final InPlaceChains chains = new InPlaceChains(new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES));
    private final List<byte[]> shown = new ArrayList<>();

    @BeforeEach
    void makeChain() throws IOException {
        try (NewDisk base = NewDisk.create(
                folder.resolve(NAMES.get(0)),
                CreateType.MONOLITHIC_FLAT,
                BYTES,
                NewDisk.Existing.REFUSE,
                UnaryOperator.identity())) {
            byte[] content = TestDisks.randomBytes(1, BYTES);
            base.disk().write(0, ByteBuffer.wrap(content));
            base.commit();
            shown.add(content);
        }
        child(NAMES.get(1), NAMES.get(0), CreateType.MONOLITHIC_SPARSE, 3);
        child(NAMES.get(2), NAMES.get(1), CreateType.TWO_GB_MAX_EXTENT_SPARSE, 9);
    }

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    /** A disk above one of the links, made in their order; what it shows is kept. */
    private void child(String name, String parent, CreateType type, int seed) throws IOException {
        byte[] content = shown.get(NAMES.indexOf(parent)).clone();
        Path path = folder.resolve(name);
        try (NewDisk disk = NewDisk.createChild(
                path, type, folder.resolve(parent), NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            byte[] bytes = TestDisks.randomBytes(seed, 9 * GRAIN);
            disk.disk().write(seed * GRAIN + 100, ByteBuffer.wrap(bytes));
            System.arraycopy(bytes, 0, content, seed * GRAIN + 100, bytes.length);
            disk.commit();
        }
        shown.add(content);
    }

    private Path top() {
        return folder.resolve("top.vmdk");
    }

    private static InPlaceOptions options(Resilience resilience, ProgressListener listener) {
        return new InPlaceOptions(resilience, ChangeTracking.KEEP, Long.MAX_VALUE, listener);
    }

    private InPlaceEncryptRequest encryption(InPlaceOptions options) {
        return new InPlaceEncryptRequest(
                top(), TestKeys.ID, Optional.empty(), XtsCipher.AES_XTS_256, DataUnit.BYTES_4096, options);
    }

    private static InPlaceRekeyRequest rekeying(Path disk, InPlaceOptions options) {
        return new InPlaceRekeyRequest(disk, Optional.empty(), Optional.empty(), Optional.empty(), options);
    }

    private void assertEncrypted() throws IOException {
        Set<String> deks = new HashSet<>();
        Set<String> keks = new HashSet<>();
        for (int i = 0; i < NAMES.size(); i++) {
            try (EncryptedDisk disk = EncryptedDisk.open(folder.resolve(NAMES.get(i)), Access.READ_ONLY, keys)) {
                assertThat(TestDisks.read(disk, 0, BYTES)).as(NAMES.get(i)).isEqualTo(shown.get(i));
                deks.add(disk.envelope().header().dekId().hex());
                keks.add(disk.envelope().header().keyId().keyId());
                assertThat(disk.hasForeignWrites()).isFalse();
            }
        }
        assertThat(deks).hasSize(NAMES.size());
        assertThat(keks).hasSize(1);
        assertNothingLeft();
    }

    private void assertPlain() throws IOException {
        for (int i = 0; i < NAMES.size(); i++) {
            try (VirtualDisk disk = VirtualDisk.open(folder.resolve(NAMES.get(i)), Access.READ_ONLY)) {
                ByteBuffer content = ByteBuffer.allocate(BYTES);
                disk.read(0, content);
                assertThat(content.array()).as(NAMES.get(i)).isEqualTo(shown.get(i));
                assertThat(EncryptionLines.of(disk.descriptor()).isPresent()).isFalse();
            }
        }
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().contains("sectorkeep")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Resilience.class)
    void allLinksAreEncryptedRekeyedAndDecryptedUnderOneKek(Resilience resilience) throws IOException {
        InPlaceOptions options = options(resilience, ProgressListener.NONE);
        InPlaceResult encrypted = chains.encrypt(encryption(options), OtherBranches.REFUSE);
        assertThat(encrypted.disk()).isEqualTo(top().toRealPath());
        assertEncrypted();
        String before = encrypted.envelope().orElseThrow().header().dekId().hex();
        new Rekeying(keys).rekeyChain(RekeyRequest.of(top()));
        assertEncrypted();
        InPlaceResult rekeyed = chains.rekey(rekeying(top(), options));
        assertEncrypted();
        assertThat(rekeyed.envelope().orElseThrow().header().dekId().hex()).isNotEqualTo(before);
        assertThat(provider.createdCount()).isEqualTo(3);
        chains.decrypt(new InPlaceDecryptRequest(top(), Optional.empty(), options));
        assertPlain();
    }

    /** Cancels at the n-th report, for n from 0 on, and goes on by the same call or by resuming. */
    @Test
    void whatIsStoppedAnywhereIsGoneOnWith() throws IOException {
        int stops = 0;
        for (int each = 1; ; each += 2) {
            Stopper stopper = new Stopper(each);
            InPlaceOptions stopping = options(Resilience.CHECKSUM, stopper);
            InPlaceOptions free = options(Resilience.CHECKSUM, ProgressListener.NONE);
            if (!stopped(() -> chains.encrypt(encryption(stopping), OtherBranches.REFUSE))) {
                break;
            }
            stops++;
            assertToldUnfinished();
            assertThatThrownBy(() -> chains.decrypt(new InPlaceDecryptRequest(top(), Optional.empty(), free)))
                    .isInstanceOf(UnfinishedOperationException.class);
            if (each % 4 == 1) {
                chains.encrypt(encryption(free), OtherBranches.REFUSE);
            } else {
                chains.resume(top(), free);
            }
            assertEncrypted();
            stopper.again();
            if (stopped(() -> chains.rekey(rekeying(top(), stopping)))) {
                chains.resume(top(), free);
            }
            assertEncrypted();
            stopper.again();
            if (stopped(() -> chains.decrypt(new InPlaceDecryptRequest(top(), Optional.empty(), stopping)))) {
                chains.decrypt(new InPlaceDecryptRequest(top(), Optional.empty(), free));
            }
            assertPlain();
        }
        assertThat(stops).isGreaterThan(5);
    }

    private void assertToldUnfinished() throws IOException {
        UnfinishedOperation operation = DiskInfo.read(top()).operation().orElseThrow();
        assertThat(operation.text()).matches("encrypt .*: [0-9]+ of [0-9]+ bytes done.*");
        assertThat(operation.doneBytes().orElseThrow())
                .isBetween(0L, operation.totalBytes().orElseThrow());
        assertThat(DiskCheck.run(top(), Optional.empty()).worst()).isEqualTo(DiskCheck.Severity.UNFINISHED);
    }

    private interface Call {
        void run() throws IOException;
    }

    private static boolean stopped(Call call) throws IOException {
        try {
            call.run();
            return false;
        } catch (OperationStoppedException e) {
            return true;
        }
    }

    /** Says stop from a certain report on. */
    private static final class Stopper implements ProgressListener {
        private final int atReport;
        private int reports;

        Stopper(int atReport) {
            this.atReport = atReport;
        }

        void again() {
            reports = 0;
        }

        @Override
        public void progress(long doneBytes, long totalBytes) {
            assertThat(doneBytes).isBetween(0L, totalBytes);
            reports++;
        }

        @Override
        public boolean isCancelled() {
            return reports >= atReport;
        }
    }

    @Test
    void aLinkWithAnotherChildIsRefusedUnlessThatIsLeftBehind() throws IOException {
        child("other.vmdk", NAMES.get(0), CreateType.MONOLITHIC_SPARSE, 1);
        InPlaceEncryptRequest request = encryption(InPlaceOptions.DEFAULT);
        assertThatThrownBy(() -> chains.encrypt(request, OtherBranches.REFUSE))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("other.vmdk' stands on a disk of the chain");
        assertPlain();
        assertThat(provider.createdCount()).isZero();
        chains.encrypt(request, OtherBranches.LEAVE_BEHIND);
        assertEncrypted();
        Path other = folder.resolve("other.vmdk");
        InPlaceEncryptRequest left = InPlaceEncryptRequest.of(other, TestKeys.ID);
        assertThatThrownBy(() -> chains.encrypt(left, OtherBranches.REFUSE)).isInstanceOf(DiskRefusedException.class);
        chains.encrypt(left, OtherBranches.LEAVE_BEHIND);
        try (EncryptedDisk disk = EncryptedDisk.open(other, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(shown.get(3));
        }
    }

    @Test
    void theBaseOfAChainAloneIsRefusedToo() throws IOException {
        InPlaceEncryptRequest base = InPlaceEncryptRequest.of(folder.resolve("base.vmdk"), TestKeys.ID);
        assertThatThrownBy(() -> chains.encrypt(base, OtherBranches.REFUSE))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("middle.vmdk' stands on");
        assertPlain();
    }

    @Test
    void aWrongDiskAndWhatIsEncryptedOrPlainAlreadyAreRefused() throws IOException {
        assertThatThrownBy(() -> chains.rekey(rekeying(top(), InPlaceOptions.DEFAULT)))
                .isInstanceOf(NotEncryptedException.class);
        InPlaceDecryptRequest decryption = InPlaceDecryptRequest.of(top());
        assertThatThrownBy(() -> chains.decrypt(decryption)).isInstanceOf(NotEncryptedException.class);
        chains.encrypt(encryption(InPlaceOptions.DEFAULT), OtherBranches.REFUSE);
        assertThatThrownBy(() -> chains.encrypt(encryption(InPlaceOptions.DEFAULT), OtherBranches.REFUSE))
                .isInstanceOf(AlreadyEncryptedException.class);
        InPlaceDecryptRequest wrong =
                new InPlaceDecryptRequest(top(), Optional.of(DiskId.random()), InPlaceOptions.DEFAULT);
        assertThatThrownBy(() -> chains.decrypt(wrong)).isInstanceOf(WrongDiskException.class);
        assertEncrypted();
    }
}
