// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TtlvPropertyTest {
    @Property(tries = 300)
    void everyTreeRoundTrips(@ForAll("trees") Ttlv tree) throws TtlvFormatException {
        byte[] bytes = TtlvEncoder.encode(tree);
        assertThat(bytes).hasSize(TtlvEncoder.lengthBytes(tree));
        assertThat(TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT)).isEqualTo(tree);
    }

    @Property(tries = 100)
    void everyTruncationIsRefused(@ForAll("trees") Ttlv tree) {
        byte[] bytes = TtlvEncoder.encode(tree);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TtlvDecoder.decode(truncated, TtlvLimits.DEFAULT))
                    .isInstanceOf(TtlvFormatException.class);
        }
    }

    @Property(tries = 100)
    void aFlippedBitIsRefusedOrDecodesToWhatEncodesTheSame(@ForAll("trees") Ttlv tree) {
        byte[] bytes = TtlvEncoder.encode(tree);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Ttlv other = TtlvDecoder.decode(flipped, TtlvLimits.DEFAULT);
                assertThat(TtlvEncoder.encode(other)).isEqualTo(flipped);
            } catch (TtlvFormatException e) {
                assertThat(e.offsetBytes()).isBetween(0L, (long) bytes.length);
            }
        }
    }

    @Property(tries = 100)
    void whatSurroundsAMessageInItsBufferIsNotTouched(@ForAll("trees") Ttlv tree, @ForAll byte guard) {
        int length = TtlvEncoder.lengthBytes(tree);
        ByteBuffer buffer = ByteBuffer.allocateDirect(length + 16);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, guard);
        }
        buffer.position(8);
        TtlvEncoder.encode(tree, buffer);
        assertThat(buffer.position()).isEqualTo(8 + length);
        for (int i = 0; i < 8; i++) {
            assertThat(buffer.get(i)).isEqualTo(guard);
            assertThat(buffer.get(8 + length + i)).isEqualTo(guard);
        }
    }

    @Property(tries = 100)
    void wipingATreeLeavesNoTextAndNoBytes(@ForAll("trees") Ttlv tree) {
        int length = TtlvEncoder.lengthBytes(tree);
        tree.wipe();
        assertThat(TtlvEncoder.lengthBytes(tree)).isEqualTo(length);
        assertThat(strings(tree)).containsOnly((byte) 0);
    }

    private static byte[] strings(Ttlv tree) {
        if (tree instanceof Ttlv.Structure structure) {
            ByteBuffer all = ByteBuffer.allocate(TtlvEncoder.lengthBytes(tree));
            structure.children().forEach(child -> all.put(strings(child)));
            return all.array();
        }
        return switch (tree.type()) {
            case BIG_INTEGER -> ((Ttlv.BigInt) tree).twosComplement().toByteArray();
            case TEXT_STRING -> Arrays.copyOf(((Ttlv.Text) tree).utf8().toByteArray(), TtlvEncoder.lengthBytes(tree));
            case BYTE_STRING -> Arrays.copyOf(((Ttlv.Bytes) tree).value().toByteArray(), TtlvEncoder.lengthBytes(tree));
            default -> new byte[8];
        };
    }

    @Provide
    Arbitrary<Ttlv> trees() {
        return Arbitraries.lazyOf(this::leaves, this::leaves, this::leaves, this::structures);
    }

    private Arbitrary<Ttlv> structures() {
        return tags().flatMap(
                        tag -> trees().list().ofMaxSize(4).map(children -> (Ttlv) new Ttlv.Structure(tag, children)));
    }

    private Arbitrary<Ttlv> leaves() {
        return tags().flatMap(TtlvPropertyTest::leaf);
    }

    private static Arbitrary<Integer> tags() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0x420000, 0x42FFFF),
                Arbitraries.integers().between(0x540000, 0x54FFFF));
    }

    private static Arbitrary<Ttlv> leaf(int tag) {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
        return Arbitraries.oneOf(
                Arbitraries.integers().map(value -> new Ttlv.Int(tag, value)),
                Arbitraries.longs().map(value -> new Ttlv.LongInt(tag, value)),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ONE.shiftLeft(200).negate(), BigInteger.ONE.shiftLeft(200))
                        .map(value -> new Ttlv.BigInt(tag, value)),
                Arbitraries.integers().map(value -> new Ttlv.Enumeration(tag, value)),
                Arbitraries.of(true, false).map(value -> new Ttlv.Bool(tag, value)),
                Arbitraries.strings()
                        .excludeChars(surrogates())
                        .ofMaxLength(12)
                        .map(value -> new Ttlv.Text(tag, value)),
                bytes.map(value -> new Ttlv.Bytes(tag, ByteString.copyOf(value))),
                Arbitraries.longs().map(value -> new Ttlv.DateTime(tag, value)),
                Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(value -> new Ttlv.Interval(tag, value)),
                Arbitraries.longs().map(value -> new Ttlv.DateTimeExtended(tag, value)));
    }

    private static char[] surrogates() {
        char[] surrogates = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < surrogates.length; i++) {
            surrogates[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return surrogates;
    }
}
