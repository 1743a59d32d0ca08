// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoding examples of the standard (KMIP 1.4 section 9.1.2), and their neighbours. */
class TtlvExamplesTest {
    private static final int TAG = 0x420020;

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("42 00 20 | 02 | 00 00 00 04 | 00 00 00 08 00 00 00 00", new Ttlv.Int(TAG, 8)),
                Arguments.of(
                        "42 00 20 | 03 | 00 00 00 08 | 01 B6 9B 4B A5 74 92 00",
                        new Ttlv.LongInt(TAG, 123456789000000000L)),
                Arguments.of(
                        "42 00 20 | 04 | 00 00 00 10 | 00 00 00 00 03 FD 35 EB 6B C2 DF 46 18 08 00 00",
                        new Ttlv.BigInt(TAG, new BigInteger("1234567890000000000000000000"))),
                Arguments.of("42 00 20 | 05 | 00 00 00 04 | 00 00 00 FF 00 00 00 00", new Ttlv.Enumeration(TAG, 255)),
                Arguments.of("42 00 20 | 06 | 00 00 00 08 | 00 00 00 00 00 00 00 01", new Ttlv.Bool(TAG, true)),
                Arguments.of(
                        "42 00 20 | 07 | 00 00 00 0B | 48 65 6C 6C 6F 20 57 6F 72 6C 64 00 00 00 00 00",
                        new Ttlv.Text(TAG, "Hello World")),
                Arguments.of(
                        "42 00 20 | 08 | 00 00 00 03 | 01 02 03 00 00 00 00 00",
                        new Ttlv.Bytes(TAG, ByteString.copyOf(new byte[] {1, 2, 3}))),
                Arguments.of(
                        "42 00 20 | 09 | 00 00 00 08 | 00 00 00 00 47 DA 67 F8", new Ttlv.DateTime(TAG, 1205495800)),
                Arguments.of("42 00 20 | 0A | 00 00 00 04 | 00 0D 2F 00 00 00 00 00", new Ttlv.Interval(TAG, 864000)),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 20 | 42 00 04 | 05 | 00 00 00 04 | 00 00 00 FE 00 00 00 00"
                                + " | 42 00 05 | 02 | 00 00 00 04 | 00 00 00 FF 00 00 00 00",
                        new Ttlv.Structure(TAG, new Ttlv.Enumeration(0x420004, 254), new Ttlv.Int(0x420005, 255))),
                // KMIP 2.1 section 10.1: microseconds of the date above.
                Arguments.of(
                        "42 00 20 | 0B | 00 00 00 08 | 00 04 48 64 5C EF EE 00",
                        new Ttlv.DateTimeExtended(TAG, 1205495800000000L)),
                Arguments.of(
                        "42 00 20 | 04 | 00 00 00 08 | FF FF FF FF FF FF FF FF",
                        new Ttlv.BigInt(TAG, BigInteger.ONE.negate())),
                Arguments.of(
                        "42 00 20 | 04 | 00 00 00 08 | 00 00 00 00 00 00 00 00", new Ttlv.BigInt(TAG, BigInteger.ZERO)),
                Arguments.of(
                        "42 00 20 | 0A | 00 00 00 04 | FF FF FF FF 00 00 00 00", new Ttlv.Interval(TAG, 4294967295L)),
                Arguments.of(
                        "54 00 01 | 08 | 00 00 00 08 | 01 02 03 04 05 06 07 08",
                        new Ttlv.Bytes(0x540001, ByteString.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))),
                Arguments.of("42 FF FF | 07 | 00 00 00 00", new Ttlv.Text(0x42FFFF, "")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bytesAndItemsTurnIntoEachOther(String hex, Ttlv item) throws TtlvFormatException {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("[ |]", ""));
        assertThat(TtlvEncoder.encode(item)).isEqualTo(bytes);
        assertThat(TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT)).isEqualTo(item);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", 0, "expected a header of 8 bytes, found 0"),
                Arguments.of("42 00 20 | 02 | 00 00 00", 0, "expected a header of 8 bytes, found 7"),
                Arguments.of("48 54 54 | 50 | 2F 31 2E 31", 0, "expected a tag of 42xxxx or 54xxxx, found 485454"),
                Arguments.of("42 00 20 | 00 | 00 00 00 00", 3, "expected a type of 1 to 11, found 0"),
                Arguments.of("42 00 20 | 0C | 00 00 00 00", 3, "expected a type of 1 to 11, found 12"),
                Arguments.of("42 00 20 | FF | 00 00 00 00", 3, "expected a type of 1 to 11, found 255"),
                Arguments.of(
                        "42 00 20 | 02 | 00 00 00 03 | 00 00 00 00 00 00 00 00",
                        4,
                        "expected 4 bytes of Integer, found 3"),
                Arguments.of(
                        "42 00 20 | 05 | 00 00 00 08 | 00 00 00 00 00 00 00 00",
                        4,
                        "expected 4 bytes of Enumeration, found 8"),
                Arguments.of(
                        "42 00 20 | 06 | 00 00 00 04 | 00 00 00 01 00 00 00 00",
                        4,
                        "expected 8 bytes of Boolean, found 4"),
                Arguments.of("42 00 20 | 09 | 00 00 00 00", 4, "expected 8 bytes of Date-Time, found 0"),
                Arguments.of(
                        "42 00 20 | 06 | 00 00 00 08 | 00 00 00 00 00 00 00 02",
                        8,
                        "expected a boolean of 0 or 1, found 2"),
                Arguments.of(
                        "42 00 20 | 06 | 00 00 00 08 | 01 00 00 00 00 00 00 00",
                        8,
                        "expected a boolean of 0 or 1, found 72057594037927936"),
                Arguments.of(
                        "42 00 20 | 02 | 00 00 00 04 | 00 00 00 08 00 00 01 00",
                        14,
                        "expected padding of zeroes, found 1"),
                Arguments.of(
                        "42 00 20 | 08 | 00 00 00 03 | 01 02 03 04 00 00 00 00",
                        11,
                        "expected padding of zeroes, found 4"),
                Arguments.of(
                        "42 00 20 | 07 | 00 00 00 02 | 41 FF 00 00 00 00 00 00",
                        9,
                        "expected UTF-8, found an invalid byte"),
                Arguments.of(
                        "42 00 20 | 04 | 00 00 00 00", 4, "expected a big integer of a multiple of 8 bytes, found 0"),
                Arguments.of(
                        "42 00 20 | 04 | 00 00 00 07 | 00 00 00 00 00 00 00 00",
                        4,
                        "expected a big integer of a multiple of 8 bytes, found 7"),
                Arguments.of("42 00 20 | 08 | FF FF FF FF | 00", 4, "a message of 4294967304 bytes, more than 4194304"),
                Arguments.of("42 00 20 | 08 | 7F FF FF FF | 00", 4, "a message of 2147483656 bytes, more than 4194304"),
                Arguments.of(
                        "42 00 20 | 02 | 00 00 00 04 | 00 00 00 08 00 00 00 00 | 42 00 20 | 08 | 00 00 00 00",
                        16,
                        "8 bytes follow the message"),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 10 | 42 00 04 | 08 | 00 00 00 10 | 00 00 00 FE 00 00 00 00",
                        12,
                        "a length of 16 bytes, but its structure has 8 left"),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 10 | 42 00 04 | 08 | FF FF FF F8 | 00 00 00 FE 00 00 00 00",
                        12,
                        "a length of 4294967288 bytes, but its structure has 8 left"),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 10 | 42 00 04 | 08 | 7F FF FF FF | 00 00 00 FE 00 00 00 00",
                        12,
                        "a length of 2147483647 bytes, but its structure has 8 left"),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 04 | 42 00 04 08 00 00 00 00",
                        8,
                        "expected a header of 8 bytes, found 4"),
                Arguments.of(
                        "42 00 20 | 01 | 00 00 00 0C | 42 00 04 08 00 00 00 00 00 00 00 00 00 00 00 00",
                        16,
                        "expected a header of 8 bytes, found 4"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedIsRefusedWithItsPlace(String hex, long offsetBytes, String problem) {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("[ |]", ""));
        assertThatThrownBy(() -> TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        TtlvFormatException.class,
                        e -> assertThat(e.offsetBytes()).isEqualTo(offsetBytes))
                .hasMessage("not a valid TTLV message: at byte " + offsetBytes + ": " + problem);
    }
}
