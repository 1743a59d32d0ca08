// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TtlvDumpTest {
    private static final String MARK = "MARKEDKEY";
    private static final ByteString SECRET = ByteString.copyOf(MARK.getBytes(StandardCharsets.US_ASCII));

    @Test
    void aMessageIsReadable() {
        Ttlv tree = new Ttlv.Structure(
                Tag.BATCH_ITEM,
                new Ttlv.Enumeration(Tag.OPERATION, 10),
                new Ttlv.Bytes(Tag.UNIQUE_BATCH_ITEM_ID, ByteString.copyOf(new byte[] {0, (byte) 0xAB})),
                new Ttlv.Structure(
                        Tag.RESPONSE_PAYLOAD,
                        new Ttlv.Text(Tag.UNIQUE_IDENTIFIER, "key \u00e9 1"),
                        new Ttlv.DateTime(Tag.ACTIVATION_DATE, 1205495800),
                        new Ttlv.Interval(Tag.LEASE_TIME, 60),
                        new Ttlv.Bool(Tag.EPHEMERAL, true),
                        new Ttlv.LongInt(Tag.USAGE_LIMITS_COUNT, -1),
                        new Ttlv.Int(0x540001, 7)));
        assertThat(TtlvDump.of(tree)).isEqualTo("""
                Batch Item (Structure)
                  Operation (Enumeration): 0x0000000A
                  Unique Batch Item ID (Byte String): 00ab
                  Response Payload (Structure)
                    Unique Identifier (Text String): "key \u00e9 1"
                    Activation Date (Date-Time): 2008-03-14T11:56:40Z
                    Lease Time (Interval): 60 s
                    Ephemeral (Boolean): true
                    Usage Limits Count (Long Integer): -1
                    0x540001 (Integer): 7
                """);
    }

    @Test
    void keysPasswordsDataAndWhatNobodyKnowsAreMasked() {
        Ttlv tree = new Ttlv.Structure(
                Tag.KEY_VALUE,
                new Ttlv.Bytes(Tag.KEY_MATERIAL, SECRET),
                new Ttlv.Bytes(Tag.KEY_VALUE, SECRET),
                new Ttlv.Bytes(Tag.DATA, SECRET),
                new Ttlv.Bytes(0x540001, SECRET),
                new Ttlv.Text(0x540002, SECRET),
                new Ttlv.Text(Tag.PASSWORD, SECRET),
                new Ttlv.BigInt(0x420033, new BigInteger(MARK.getBytes(StandardCharsets.US_ASCII))),
                new Ttlv.Structure(
                        Tag.KEY_MATERIAL,
                        new Ttlv.Text(Tag.NAME_VALUE, SECRET),
                        new Ttlv.Int(Tag.CRYPTOGRAPHIC_LENGTH, 271828)));
        assertThat(TtlvDump.of(tree) + tree)
                .doesNotContain(MARK)
                .doesNotContainIgnoringCase("4d41524b")
                .doesNotContain("271828")
                .contains("Key Material (Byte String): masked, 9 bytes")
                .contains("Password (Text String): masked, 9 bytes");
        ((Ttlv.Structure) tree)
                .children()
                .forEach(child -> assertThat(child.toString()).doesNotContain(MARK));
    }

    @Test
    void whatAPeerWroteCannotForgeLines() {
        Ttlv text = new Ttlv.Text(Tag.RESULT_MESSAGE, "a\r\nb\u001b[31m\u202e" + "x".repeat(300));
        assertThat(TtlvDump.of(text))
                .startsWith("Result Message (Text String): \"a??b?[31m?xxx")
                .endsWith("x...\"\n")
                .hasLineCount(1);
    }

    @Test
    void aDateThatNoCalendarHasIsShownAsANumber() {
        assertThat(TtlvDump.of(new Ttlv.DateTime(Tag.TIME_STAMP, Long.MAX_VALUE)))
                .isEqualTo("Time Stamp (Date-Time): 9223372036854775807 s\n");
    }

    @Test
    void tagsAndTheirNamesTurnIntoEachOther() {
        assertThat(Tag.name(Tag.KEY_MATERIAL)).isEqualTo("Key Material");
        assertThat(Tag.named("Key Material")).hasValue(Tag.KEY_MATERIAL);
        assertThat(Tag.name(0x54ABCD)).isEqualTo("0x54ABCD");
        assertThat(Tag.named("0x54ABCD")).hasValue(0x54ABCD);
        assertThat(Tag.named("0x55ABCD")).isEmpty();
        assertThat(Tag.named("No Such Tag")).isEmpty();
        assertThat(Tag.standardName(Tag.ATTRIBUTES)).hasValue("Attributes");
    }
}
