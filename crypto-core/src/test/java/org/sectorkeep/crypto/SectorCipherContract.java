// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every engine and kernel promises of its sector ciphers. */
abstract class SectorCipherContract {
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = (byte) 0xa5;

    private final Random random = new Random(20170);

    /** The engine under test; the test is skipped where it is not there. */
    abstract XtsEngine engine();

    @ParameterizedTest
    @EnumSource
    void runsOfAnyLengthEqualTheReference(DataUnit unit) {
        for (XtsCipher cipher : XtsCipher.values()) {
            byte[] key = bytes(cipher.keyBytes());
            ReferenceXts reference = new ReferenceXts(key);
            byte[] plain = bytes(300 * unit.bytes());
            long lba = 0x1234_5678_9ab0L;
            byte[] expected = reference.run(true, lba, plain, unit.bytes());
            try (SectorCipher subject = cipher(key, unit)) {
                for (int units = 1; units <= 300; units++) {
                    int length = units * unit.bytes();
                    assertSame(subject, lba, Arrays.copyOf(plain, length), Arrays.copyOf(expected, length));
                }
            }
        }
    }

    private static void assertSame(SectorCipher subject, long lba, byte[] plain, byte[] expected) {
        ByteBuffer source = direct(plain);
        ByteBuffer target = guarded(plain.length);
        subject.encrypt(lba, source, target);
        assertThat(source.remaining()).isZero();
        assertThat(content(target)).isEqualTo(expected);
        ByteBuffer back = guarded(plain.length);
        subject.decrypt(lba, direct(expected), back);
        assertThat(content(back)).isEqualTo(plain);
    }

    /** A direct buffer between guard bytes, at an address that is no multiple of 8. */
    private static ByteBuffer guarded(int length) {
        ByteBuffer whole = ByteBuffer.allocateDirect(length + 2 * GUARD_BYTES + 3);
        while (whole.hasRemaining()) {
            whole.put(GUARD);
        }
        return whole.position(GUARD_BYTES + 3).limit(GUARD_BYTES + 3 + length);
    }

    /** What lies between the guards, which must be whole, after the buffer was filled. */
    private static byte[] content(ByteBuffer filled) {
        assertThat(filled.remaining()).isZero();
        int start = GUARD_BYTES + 3;
        byte[] all = new byte[filled.capacity()];
        filled.clear().get(0, all);
        int end = all.length - GUARD_BYTES;
        byte[] guards = new byte[all.length];
        Arrays.fill(guards, GUARD);
        assertThat(Arrays.equals(all, 0, start, guards, 0, start)).isTrue();
        assertThat(Arrays.equals(all, end, all.length, guards, end, all.length)).isTrue();
        return Arrays.copyOfRange(all, start, end);
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfBufferGivesTheSame() {
        byte[] key = bytes(64);
        byte[] plain = bytes(70 * 4096);
        byte[] expected = new ReferenceXts(key).run(true, 8, plain, 4096);
        return Arrays.stream(Kind.values())
                .flatMap(source -> Arrays.stream(Kind.values())
                        .filter(target -> !target.readOnly)
                        .map(target -> DynamicTest.dynamicTest(source + " to " + target, () -> {
                            try (SectorCipher subject = cipher(key, DataUnit.BYTES_4096)) {
                                ByteBuffer from = source.of(plain);
                                ByteBuffer to = target.of(new byte[plain.length]);
                                ByteOrder order = from.order();
                                subject.encrypt(8, from, to);
                                assertThat(read(to)).isEqualTo(expected);
                                assertThat(from.remaining()).isZero();
                                assertThat(from.order()).isEqualTo(order);
                                ByteBuffer back = target.of(new byte[plain.length]);
                                subject.decrypt(8, source.of(expected), back);
                                assertThat(read(back)).isEqualTo(plain);
                            }
                        })));
    }

    /** Kinds of buffers; each has room before and after what remains. */
    private enum Kind {
        DIRECT(true, false),
        HEAP(false, false),
        READ_ONLY_DIRECT(true, true),
        READ_ONLY_HEAP(false, true);

        private final boolean direct;
        private final boolean readOnly;

        Kind(boolean direct, boolean readOnly) {
            this.direct = direct;
            this.readOnly = readOnly;
        }

        ByteBuffer of(byte[] content) {
            int capacity = content.length + 37;
            ByteBuffer whole = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
            ByteBuffer slice = whole.slice(5, capacity - 5).order(ByteOrder.LITTLE_ENDIAN);
            slice.put(13, content).position(13).limit(13 + content.length);
            return readOnly ? slice.asReadOnlyBuffer() : slice;
        }
    }

    private static byte[] read(ByteBuffer filled) {
        assertThat(filled.remaining()).isZero();
        byte[] content = new byte[filled.limit() - 13];
        filled.get(13, content);
        return content;
    }

    @Test
    void worksInPlace() {
        byte[] key = bytes(32);
        byte[] plain = bytes(33 * 512);
        byte[] expected = new ReferenceXts(key).run(true, 5, plain, 512);
        try (SectorCipher subject = cipher(key, DataUnit.BYTES_512)) {
            for (Kind kind : new Kind[] {Kind.DIRECT, Kind.HEAP}) {
                ByteBuffer same = kind.of(plain);
                subject.encrypt(5, same, same);
                assertThat(read(same)).isEqualTo(expected);
                ByteBuffer twin = kind.of(plain);
                subject.encrypt(5, twin.duplicate(), twin);
                assertThat(read(twin)).isEqualTo(expected);
                ByteBuffer view = kind.of(plain);
                subject.encrypt(5, view.asReadOnlyBuffer(), view);
                assertThat(read(view)).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesPartlyOverlappingBuffersAndLeavesThemAlone() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512)) {
            for (boolean direct : new boolean[] {true, false}) {
                for (int distance : new int[] {1, 16, 512, 1023, -1, -16, -512, -1023}) {
                    byte[] content = bytes(4096);
                    ByteBuffer memory = direct ? direct(content) : ByteBuffer.wrap(content.clone());
                    ByteBuffer source = memory.slice(1500, 1024);
                    ByteBuffer target = memory.slice(1500 + distance, 1024);
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> subject.encrypt(0, source, target))
                            .withMessageContaining("overlap by " + (1024 - Math.abs(distance)) + " bytes");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> subject.encryptPart(
                                    0, 0, source.duplicate().limit(512), memory.slice(1500 + distance / 4 + 1, 512)));
                    assertThat(source.position()).isZero();
                    byte[] after = new byte[4096];
                    memory.get(0, after);
                    assertThat(after).isEqualTo(content);
                }
            }
        }
    }

    @Test
    void neighboursDoNotOverlap() {
        byte[] key = bytes(64);
        byte[] plain = bytes(1024);
        byte[] expected = new ReferenceXts(key).run(true, 0, plain, 512);
        try (SectorCipher subject = cipher(key, DataUnit.BYTES_512)) {
            for (int to : new int[] {0, 2048}) {
                ByteBuffer memory = ByteBuffer.allocateDirect(3072).put(1024, plain);
                subject.encrypt(0, memory.slice(1024, 1024), memory.slice(to, 1024));
                byte[] result = new byte[1024];
                memory.get(to, result);
                assertThat(result).isEqualTo(expected);
            }
        }
    }

    @Test
    void aReadOnlyHeapSourceMayOverlapAnyhow() {
        byte[] key = bytes(64);
        try (SectorCipher subject = cipher(key, DataUnit.BYTES_512)) {
            for (int distance : new int[] {0, 1, 16, 512, -1, -512, 40_000, -40_000}) {
                byte[] memory = bytes(300_000);
                byte[] plain = Arrays.copyOfRange(memory, 50_000, 50_000 + 100 * 512);
                ByteBuffer source = ByteBuffer.wrap(memory, 50_000, 100 * 512).asReadOnlyBuffer();
                subject.encrypt(9, source, ByteBuffer.wrap(memory, 50_000 + distance, 100 * 512));
                assertThat(Arrays.copyOfRange(memory, 50_000 + distance, 50_000 + distance + 100 * 512))
                        .isEqualTo(new ReferenceXts(key).run(true, 9, plain, 512));
                assertThat(source.remaining()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsAreSlicesOfTheWhole(DataUnit unit) {
        byte[] key = bytes(64);
        byte[] plain = bytes(unit.bytes());
        long lba = 24;
        byte[] expected = new ReferenceXts(key).run(true, lba, plain, unit.bytes());
        try (SectorCipher subject = cipher(key, unit)) {
            for (int offset = 0; offset <= unit.bytes(); offset += 16) {
                for (int length : new int[] {0, 16, 32, 176, 512 - 16, 512, unit.bytes() - offset}) {
                    if (offset + length <= unit.bytes()) {
                        byte[] plainPart = Arrays.copyOfRange(plain, offset, offset + length);
                        byte[] cipherPart = Arrays.copyOfRange(expected, offset, offset + length);
                        assertPart(subject, lba, offset, plainPart, cipherPart);
                    }
                }
            }
        }
    }

    private static void assertPart(SectorCipher subject, long lba, int offset, byte[] plain, byte[] expected) {
        ByteBuffer target = guarded(plain.length);
        subject.encryptPart(lba, offset, direct(plain), target);
        assertThat(content(target)).isEqualTo(expected);
        ByteBuffer heap = ByteBuffer.wrap(expected.clone());
        subject.decryptPart(lba, offset, heap, heap);
        assertThat(heap.array()).isEqualTo(plain);
    }

    @Test
    void refusesPartsThatDoNotFit() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_4096)) {
            int[][] offsetAndLength = {
                {-16, 16}, {8, 16}, {0, 17}, {4096, 16}, {4080, 32}, {16, 4096}, {Integer.MAX_VALUE - 15, 16}, {0, 4112}
            };
            for (int[] each : offsetAndLength) {
                ByteBuffer source = ByteBuffer.allocateDirect(each[1]);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> subject.encryptPart(0, each[0], source, ByteBuffer.allocateDirect(each[1])));
                assertThat(source.position()).isZero();
            }
            ByteBuffer block = ByteBuffer.allocateDirect(16);
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(4, 0, block, block));
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(-8, 0, block, block));
            assertThatIllegalArgumentException().isThrownBy(() -> subject.decryptPart(Long.MAX_VALUE, 0, block, block));
        }
    }

    @Test
    void reachesTheLastSectorButNotBeyond() {
        byte[] key = bytes(64);
        ReferenceXts reference = new ReferenceXts(key);
        byte[] plain = bytes(3 * 4096);
        try (SectorCipher small = cipher(key, DataUnit.BYTES_512);
                SectorCipher large = cipher(key, DataUnit.BYTES_4096)) {
            long last24 = Long.MAX_VALUE - 23;
            assertSame(small, last24, plain, reference.run(true, last24, plain, 512));
            assertSame(large, last24, plain, reference.run(true, last24, plain, 4096));
            ByteBuffer buffer = direct(plain);
            assertThatIllegalArgumentException().isThrownBy(() -> small.encrypt(last24 + 1, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.encrypt(last24 + 8, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> small.encrypt(-1, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.decrypt(Long.MIN_VALUE, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.decrypt(4, buffer, buffer));
            assertThat(buffer.position()).isZero();
        }
    }

    @Test
    void refusesLengthsThatAreNotWholeUnitsAndTargetsTooSmallOrReadOnly() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_4096)) {
            for (int length : new int[] {1, 16, 512, 4095, 4097, 8191}) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(length);
                assertThatIllegalArgumentException().isThrownBy(() -> subject.encrypt(0, buffer, buffer));
            }
            ByteBuffer source = ByteBuffer.allocateDirect(8192);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> subject.encrypt(0, source, ByteBuffer.allocateDirect(8191)))
                    .withMessageContaining("8191")
                    .withMessageContaining("8192");
            ByteBuffer readOnly = ByteBuffer.allocateDirect(8192).asReadOnlyBuffer();
            assertThatThrownBy(() -> subject.encrypt(0, source, readOnly)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(source.position()).isZero();
        }
    }

    @Test
    void movesPositionsByWhatItDidAndLeavesTheRestOfTheTarget() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512)) {
            ByteBuffer source = ByteBuffer.allocate(4096).position(100).limit(100 + 1024);
            ByteBuffer target = ByteBuffer.allocateDirect(4096).position(7);
            subject.encrypt(0, source, target);
            assertThat(source.position()).isEqualTo(1124);
            assertThat(target.position()).isEqualTo(1031);
            assertThat(target.limit()).isEqualTo(4096);
            for (int i = 1031; i < 4096; i++) {
                assertThat(target.get(i)).isZero();
            }
        }
    }

    @Test
    void anEmptyRunDoesNothing() {
        try (SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512)) {
            ByteBuffer target = ByteBuffer.allocate(512);
            subject.encrypt(Long.MAX_VALUE, ByteBuffer.allocate(0), target);
            subject.decrypt(0, ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0));
            subject.encryptPart(0, 512, ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0));
            assertThat(target.position()).isZero();
        }
    }

    @Test
    void theKeyMayBeClosedAfterwards() {
        byte[] bytes = bytes(64);
        SectorCipher subject;
        try (SecretBytes secret = SecretBytes.copyOf(bytes);
                XtsKey key = XtsKey.of(secret)) {
            subject = engine().cipher(key, DataUnit.BYTES_512);
        }
        byte[] plain = bytes(512);
        assertThat(subject.dataUnit()).isEqualTo(DataUnit.BYTES_512);
        assertSame(subject, 3, plain, new ReferenceXts(bytes).run(true, 3, plain, 512));
        subject.close();
    }

    @Test
    void refusesWorkOnceClosed() {
        SectorCipher subject = cipher(bytes(64), DataUnit.BYTES_512);
        subject.close();
        subject.close();
        ByteBuffer buffer = ByteBuffer.allocateDirect(512);
        assertThatThrownBy(() -> subject.encrypt(0, buffer, buffer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> subject.decryptPart(0, 0, buffer, buffer)).isInstanceOf(IllegalStateException.class);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void closingWhileOthersEncryptWaitsForThem() throws InterruptedException {
        byte[] key = bytes(64);
        byte[] plain = bytes(16 * 512);
        byte[] expected = new ReferenceXts(key).run(true, 0, plain, 512);
        for (int round = 0; round < 300; round++) {
            SectorCipher subject = cipher(key, DataUnit.BYTES_512);
            Encrypting[] threads = {
                new Encrypting(subject, plain, expected),
                new Encrypting(subject, plain, expected),
                new Encrypting(subject, plain, expected)
            };
            for (Encrypting thread : threads) {
                thread.start();
            }
            if (round % 2 == 0) {
                threads[0].awaitFirst();
            }
            subject.close();
            for (Encrypting thread : threads) {
                thread.join();
                assertThat(thread.failure).isNull();
            }
        }
    }

    /** Encrypts until the cipher is closed, and looks at every result. */
    private static final class Encrypting extends Thread {
        private final SectorCipher cipher;
        private final ByteBuffer source;
        private final byte[] expected;
        private volatile boolean done;
        private volatile @Nullable Throwable failure;

        Encrypting(SectorCipher cipher, byte[] plain, byte[] expected) {
            this.cipher = cipher;
            this.source = direct(plain);
            this.expected = expected;
        }

        @Override
        public void run() {
            ByteBuffer target = ByteBuffer.allocateDirect(expected.length);
            ByteBuffer right = ByteBuffer.wrap(expected);
            while (failure == null) {
                try {
                    cipher.encrypt(0, source.clear(), target.clear());
                } catch (IllegalStateException closed) {
                    done = true;
                    return;
                }
                if (!target.clear().equals(right)) {
                    failure = new AssertionError("wrong ciphertext");
                }
                done = true;
            }
        }

        void awaitFirst() {
            while (!done) {
                Thread.onSpinWait();
            }
        }
    }

    private SectorCipher cipher(byte[] key, DataUnit unit) {
        return Keys.cipher(engine(), key, unit);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(0, content);
    }
}
