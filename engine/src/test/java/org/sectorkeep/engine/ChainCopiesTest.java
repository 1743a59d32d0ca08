// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Chains copied link by link. */
class ChainCopiesTest {
    private static final int GRAIN = 65536;
    private static final int BYTES = 40 * GRAIN + 512 * 8;

    @TempDir
    Path folder;

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private final byte[] model = TestDisks.randomBytes(1, BYTES);
    private final List<byte[]> shown = new ArrayList<>();
    private Path top = Path.of("");

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    /** Three plain links; what each shows is kept. */
    private void makeChain(CreateType base, CreateType children) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        try (NewDisk disk = NewDisk.create(
                source.resolve("base.vmdk"), base, BYTES, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            disk.disk().write(0, ByteBuffer.wrap(model, 0, 30 * GRAIN));
            Arrays.fill(model, 30 * GRAIN, BYTES, (byte) 0);
            disk.commit();
        }
        shown.add(model.clone());
        top = source.resolve("base.vmdk");
        child(children, "middle.vmdk", 10);
        child(children, "top.vmdk", 20);
    }

    private void child(CreateType type, String name, long seed) throws IOException {
        Path path = top.resolveSibling(name);
        try (NewDisk disk = NewDisk.createChild(path, type, top, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            write(disk.disk(), (int) seed * GRAIN / 10 + 700, 3 * GRAIN, seed);
            write(disk.disk(), BYTES - 512, 512, seed + 1);
            if (disk.disk().discard(5L * GRAIN, GRAIN)) {
                Arrays.fill(model, 5 * GRAIN, 6 * GRAIN, (byte) 0);
            }
            disk.commit();
        }
        shown.add(model.clone());
        top = path;
    }

    private void write(VirtualDisk disk, int offset, int length, long seed) throws IOException {
        byte[] bytes = TestDisks.randomBytes(seed, length);
        disk.write(offset, ByteBuffer.wrap(bytes));
        System.arraycopy(bytes, 0, model, offset, length);
    }

    private EncryptRequest encryption(Path destination, DataUnit unit) {
        return new EncryptRequest(
                top,
                destination,
                TestKeys.ID,
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                unit,
                Optional.empty(),
                Overwrite.REFUSE,
                ProgressListener.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_FLAT"})
    void eachLinkOfTheCopyShowsWhatItsOriginalDoes(CreateType base) throws IOException {
        makeChain(base, CreateType.TWO_GB_MAX_EXTENT_SPARSE);
        Path encrypted = folder.resolve("encrypted");
        CopyResult result = new ChainCopies(keys).encrypt(encryption(encrypted, DataUnit.BYTES_4096));
        assertThat(result.destination()).isEqualTo(encrypted.resolve("top.vmdk"));
        assertEncryptedLinks(encrypted);
        Path plain = folder.resolve("plain");
        new ChainCopies(keys).decrypt(DecryptRequest.of(result.destination(), plain));
        assertPlainLinks(plain);
        assertThat(provider.createdCount()).isEqualTo(1);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("source", "encrypted", "plain");
        }
    }

    private void assertEncryptedLinks(Path chain) throws IOException {
        HashSet<String> deks = new HashSet<>();
        List<String> names = List.of("base.vmdk", "middle.vmdk", "top.vmdk");
        for (int i = 0; i < names.size(); i++) {
            try (EncryptedDisk disk = EncryptedDisk.open(chain.resolve(names.get(i)), Access.READ_ONLY, keys)) {
                assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(shown.get(i));
                deks.add(disk.envelope().header().dekId().toString());
                assertSameHoles(names.get(i), disk.virtualDisk());
                assertThat(disk.hasForeignWrites()).isFalse();
            }
        }
        assertThat(deks).hasSize(names.size());
    }

    private void assertPlainLinks(Path chain) throws IOException {
        List<String> names = List.of("base.vmdk", "middle.vmdk", "top.vmdk");
        for (int i = 0; i < names.size(); i++) {
            try (VirtualDisk disk = VirtualDisk.open(chain.resolve(names.get(i)), Access.READ_ONLY)) {
                ByteBuffer content = ByteBuffer.allocate(BYTES);
                disk.read(0, content);
                assertThat(content.array()).isEqualTo(shown.get(i));
                assertSameHoles(names.get(i), disk);
            }
        }
    }

    /** A child holds the same grains, zeroed ones included, and has the CID that its children know. */
    private void assertSameHoles(String name, VirtualDisk copy) throws IOException {
        try (VirtualDisk original = VirtualDisk.open(top.resolveSibling(name), Access.READ_ONLY)) {
            assertThat(copy.descriptor().cid()).isEqualTo(original.descriptor().cid());
            for (long grain = 0; copy.parent().isPresent() && grain < BYTES; grain += GRAIN) {
                AllocatedRange.Kind kind = original.ownRange(grain, 1).kind();
                assertThat(copy.ownRange(grain, 1).kind())
                        .as("grain at %d", grain)
                        .isEqualTo(kind);
            }
        }
    }

    @Test
    void aFolderThatIsNotEmptyIsRefusedAndLeftAlone() throws IOException {
        makeChain(CreateType.MONOLITHIC_SPARSE, CreateType.MONOLITHIC_SPARSE);
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Path file = Files.writeString(taken.resolve("file"), "mine");
        assertThatThrownBy(() -> new ChainCopies(keys).encrypt(encryption(taken, DataUnit.BYTES_512)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("taken' is not empty");
        assertThat(file).hasContent("mine");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void anEmptyFolderIsTaken() throws IOException {
        makeChain(CreateType.MONOLITHIC_SPARSE, CreateType.MONOLITHIC_SPARSE);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        new ChainCopies(keys).encrypt(encryption(empty, DataUnit.BYTES_512));
        assertEncryptedLinks(empty);
    }

    @Test
    void aCancelledCopyLeavesNothing() throws IOException {
        makeChain(CreateType.MONOLITHIC_SPARSE, CreateType.MONOLITHIC_SPARSE);
        EncryptRequest all = encryption(folder.resolve("encrypted"), DataUnit.BYTES_512);
        long[] most = new long[1];
        ProgressListener stopsInTheLastLink = new ProgressListener() {
            @Override
            public void progress(long doneBytes, long totalBytes) {
                assertThat(doneBytes).isBetween(most[0], totalBytes);
                most[0] = doneBytes;
            }

            @Override
            public boolean isCancelled() {
                return most[0] > 38L * GRAIN;
            }
        };
        EncryptRequest stopped = new EncryptRequest(
                all.source(),
                all.destination(),
                all.providerId(),
                all.keyId(),
                all.cipher(),
                all.dataUnit(),
                all.format(),
                all.overwrite(),
                stopsInTheLastLink);
        assertThatThrownBy(() -> new ChainCopies(keys).encrypt(stopped)).isInstanceOf(CancelledException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("source");
        }
    }

    @Test
    void linksOfTheSameNameAreRefused() throws IOException {
        makeChain(CreateType.MONOLITHIC_SPARSE, CreateType.MONOLITHIC_SPARSE);
        Path above = Files.createDirectory(folder.resolve("above")).resolve("top.vmdk");
        try (NewDisk disk = NewDisk.createChild(
                above, CreateType.MONOLITHIC_SPARSE, top, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            disk.commit();
        }
        top = above;
        assertThatThrownBy(() -> new ChainCopies(keys).encrypt(encryption(folder.resolve("x"), DataUnit.BYTES_512)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("'top.vmdk'");
    }
}
