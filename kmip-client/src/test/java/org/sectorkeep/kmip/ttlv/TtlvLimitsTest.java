// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TtlvLimitsTest {
    private static final int STRUCTURE = 0x42000F01;
    private static final int BYTES = 0x42000F08;
    private static final TtlvLimits WIDE = new TtlvLimits(Integer.MAX_VALUE, TtlvLimits.DEEPEST, 100_000);

    @Test
    void nestingOf20000IsRefusedWithoutAStackOverflow() {
        byte[] nested = nested(20_000);
        assertThatThrownBy(() -> TtlvDecoder.decode(nested, TtlvLimits.DEFAULT))
                .isInstanceOf(TtlvFormatException.class)
                .hasMessage("not a valid TTLV message: at byte 256: structures nest deeper than 32");
        assertThatThrownBy(() -> TtlvDecoder.decode(nested, WIDE))
                .isInstanceOf(TtlvFormatException.class)
                .hasMessageEndingWith("structures nest deeper than 128");
    }

    @Test
    void theDeepestNestingThatIsAllowedDecodesAndEncodes() throws TtlvFormatException {
        byte[] nested = nested(TtlvLimits.DEEPEST);
        assertThat(TtlvEncoder.encode(TtlvDecoder.decode(nested, WIDE))).isEqualTo(nested);
        assertThatThrownBy(() -> TtlvDecoder.decode(nested(TtlvLimits.DEEPEST + 1), WIDE))
                .isInstanceOf(TtlvFormatException.class);
    }

    @Test
    void aTreeThatNestsTooDeepIsNeitherEncodedNorDumped() {
        Ttlv tree = new Ttlv.Structure(0x42000F);
        for (int i = 0; i < 20_000; i++) {
            tree = new Ttlv.Structure(0x42000F, tree);
        }
        Ttlv deep = tree;
        assertThatThrownBy(() -> TtlvEncoder.encode(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("structures nest deeper than 128");
        assertThatThrownBy(() -> TtlvDump.of(deep)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twentyThousandChildrenAreRefusedAtTheStructureThatHasThem() {
        byte[] wide = wide(20_000);
        assertThatThrownBy(() -> TtlvDecoder.decode(wide, TtlvLimits.DEFAULT))
                .isInstanceOf(TtlvFormatException.class)
                .hasMessage("not a valid TTLV message: at byte 0: a structure of more than 8192 items");
    }

    @Test
    void asManyChildrenAsAreAllowedDecode() throws TtlvFormatException {
        byte[] wide = wide(20_000);
        Ttlv.Structure tree = (Ttlv.Structure) TtlvDecoder.decode(wide, new TtlvLimits(1 << 20, 2, 20_000));
        assertThat(tree.children()).hasSize(20_000);
        assertThatThrownBy(() -> TtlvDecoder.decode(wide, new TtlvLimits(1 << 20, 2, 19_999)))
                .isInstanceOf(TtlvFormatException.class);
    }

    /** The heap of the tests is smaller than any of these. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 7, Integer.MIN_VALUE, -1, -8, 1 << 30})
    void hugeAndNegativeLengthsAreRefusedWithoutAnAllocation(int lengthBytes) {
        byte[] root = ByteBuffer.allocate(16).putInt(BYTES).putInt(lengthBytes).array();
        byte[] child = ByteBuffer.allocate(24)
                .putInt(STRUCTURE)
                .putInt(16)
                .putInt(BYTES)
                .putInt(lengthBytes)
                .array();
        byte[] inner = ByteBuffer.allocate(24)
                .putInt(STRUCTURE)
                .putInt(16)
                .putInt(STRUCTURE)
                .putInt(lengthBytes)
                .array();
        for (byte[] message : List.of(root, child, inner)) {
            for (TtlvLimits limits : List.of(TtlvLimits.DEFAULT, WIDE)) {
                assertThatThrownBy(() -> TtlvDecoder.decode(message, limits)).isInstanceOf(TtlvFormatException.class);
            }
        }
    }

    @Test
    void theHeaderOfAMessageIsCheckedBeforeItsBodyIsRead() {
        ByteBuffer huge =
                ByteBuffer.allocate(8).putInt(STRUCTURE).putInt(0x7FFF_FFF8).flip();
        assertThatThrownBy(() -> TtlvDecoder.messageLengthBytes(huge, TtlvLimits.DEFAULT))
                .isInstanceOf(TtlvFormatException.class)
                .hasMessageEndingWith("a message of 2147483648 bytes, more than 4194304");
        assertThatThrownBy(() -> TtlvDecoder.messageLengthBytes(huge, WIDE)).isInstanceOf(TtlvFormatException.class);
        ByteBuffer http = ByteBuffer.wrap(new byte[] {'H', 'T', 'T', 'P', '/', '1', '.', '1'});
        assertThatThrownBy(() -> TtlvDecoder.messageLengthBytes(http, TtlvLimits.DEFAULT))
                .isInstanceOf(TtlvFormatException.class);
        ByteBuffer bytes = ByteBuffer.allocate(8).putInt(BYTES).putInt(8).flip();
        assertThatThrownBy(() -> TtlvDecoder.messageLengthBytes(bytes, TtlvLimits.DEFAULT))
                .isInstanceOf(TtlvFormatException.class)
                .hasMessageEndingWith("expected a structure, found Byte String");
    }

    @Test
    void aMessageAsLongAsIsAllowedDecodesAndOneByteGroupMoreDoesNot() throws TtlvFormatException {
        byte[] message = TtlvEncoder.encode(new Ttlv.Bytes(0x42000F, ByteString.copyOf(new byte[1016])));
        assertThat(TtlvDecoder.decode(message, new TtlvLimits(1024, 1, 1))).isInstanceOf(Ttlv.Bytes.class);
        assertThatThrownBy(() -> TtlvDecoder.decode(message, new TtlvLimits(1023, 1, 1)))
                .isInstanceOf(TtlvFormatException.class);
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new TtlvLimits(7, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TtlvLimits(8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TtlvLimits(8, 129, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TtlvLimits(8, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] nested(int depth) {
        ByteBuffer message = ByteBuffer.allocate(8 * depth);
        for (int i = 1; i <= depth; i++) {
            message.putInt(STRUCTURE).putInt(8 * (depth - i));
        }
        return message.array();
    }

    private static byte[] wide(int children) {
        List<Ttlv> items = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            items.add(new Ttlv.Bytes(0x42000F, ByteString.EMPTY));
        }
        return TtlvEncoder.encode(new Ttlv.Structure(0x42000F, items));
    }
}
