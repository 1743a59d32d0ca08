// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Buffers of every kind do, wherever they lie, or are refused. */
abstract class SectorCipherBuffers extends SectorCipherResults {
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
}
