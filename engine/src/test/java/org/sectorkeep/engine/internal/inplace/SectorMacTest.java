// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.SecretBytes;

/** The vectors of {@code docs/on-disk-format.md}, which another program computed, and what a MAC must tell apart. */
class SectorMacTest {
    private static final OperationId ID = new OperationId("e0e1e2e3e4e5e6e7e8e9eaebecedeeef");

    private static SecretBytes dek() {
        byte[] bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (0x40 + i);
        }
        return SecretBytes.copyOf(bytes);
    }

    /** Direct, as windows are. */
    private static ByteBuffer piece() {
        ByteBuffer piece = ByteBuffer.allocateDirect(SectorMac.PIECE_BYTES);
        for (int i = 0; i < SectorMac.PIECE_BYTES; i++) {
            piece.put(i, (byte) (i * 7 + i / 256));
        }
        return piece;
    }

    private static String mac(ByteBuffer content, long sectorIndex) {
        try (SecretBytes dek = dek();
                OperationKeys keys = OperationKeys.derive(dek, ID)) {
            ByteBuffer macs =
                    ByteBuffer.allocateDirect(content.remaining() / SectorMac.PIECE_BYTES * SectorMac.MAC_BYTES);
            keys.mac().calculator().compute(sectorIndex * SectorMac.PIECE_BYTES, content, macs);
            byte[] bytes = new byte[macs.flip().remaining()];
            macs.get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 67226b261a4fb01d76de6dbe33ad2c86",
        "31, 274659db61a988b8e66c9906092e8624",
        "32, aaeee52d44f147ba68a9cdcf1ac43a8c",
        "4886718345, 3ea3fc0d3c924fdd387740e3e7b7fae2"
    })
    void theMacOfAPieceIsWhatTheDocumentSays(long sectorIndex, String expected) {
        assertThat(mac(piece(), sectorIndex)).isEqualTo(expected);
    }

    @Test
    void eachBitOfThePieceCounts() {
        String whole = mac(piece(), 5);
        for (int bit = 0; bit < SectorMac.PIECE_BYTES * 8; bit += 61) {
            ByteBuffer changed = piece();
            changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ 1 << bit % 8));
            assertThat(mac(changed, 5)).isNotEqualTo(whole);
        }
    }

    @Test
    void theMacsOfManyPiecesAreThoseOfEach() {
        int pieceCount = 300;
        ByteBuffer content = ByteBuffer.allocateDirect(pieceCount * SectorMac.PIECE_BYTES);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < pieceCount; i++) {
            ByteBuffer piece = piece().put(3, (byte) i);
            content.put(i * SectorMac.PIECE_BYTES, piece, 0, SectorMac.PIECE_BYTES);
            expected.append(mac(piece, 20 + i));
        }
        assertThat(mac(content, 20)).isEqualTo(expected.toString());
    }
}
