// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmdkDescriptorTest {
    private static final String TEXT = String.join(
            "\r\n",
            "# odd first line",
            "version=1",
            "encoding=\"windows-1252\"",
            "CID=0012abCD",
            "parentCID=ffffffff",
            "createType=\"monolithicFlat\"",
            "",
            "# Extent description",
            "RW 8 FLAT \"caf\u00e9-flat.vmdk\" 0",
            " \t",
            "#DDB",
            "ddb.adapterType = \"lsilogic\"",
            "what.nobody.knows=7",
            "");

    private static VmdkDescriptor parse(String text) throws IOException {
        return VmdkDescriptor.parse(text.getBytes(StandardCharsets.ISO_8859_1), Path.of("d.vmdk"), 0);
    }

    @Test
    void keepsEveryByte() throws IOException {
        assertThat(parse(TEXT).bytes()).isEqualTo(TEXT.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(parse(TEXT + "\0\0\0").bytes()).isEqualTo(TEXT.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void readsItsValues() throws IOException {
        VmdkDescriptor descriptor = parse(TEXT);
        assertThat(descriptor.cid()).isEqualTo(0x12abcd);
        assertThat(descriptor.parentCid()).isEqualTo(VmdkDescriptor.NO_PARENT);
        assertThat(descriptor.value("CREATETYPE")).contains("monolithicFlat");
        assertThat(descriptor.value("ddb.adapterType")).contains("lsilogic");
        assertThat(descriptor.value("what.nobody.knows")).contains("7");
        assertThat(descriptor.value("missing")).isEmpty();
        assertThat(descriptor.keys())
                .containsExactly(
                        "version",
                        "encoding",
                        "CID",
                        "parentCID",
                        "createType",
                        "ddb.adapterType",
                        "what.nobody.knows");
        assertThat(descriptor.extents()).containsExactly(new ExtentLine("RW", 8, "FLAT", "caf\u00e9-flat.vmdk", 0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252", "GBK", "Shift_JIS", "Big5"})
    void decodesNamesAsItsEncodingSays(String encoding) throws IOException {
        String name = encoding.equals("windows-1252") ? "\u20acuro\u00e9.vmdk" : "\u4e2d\u6587.vmdk";
        String text = "encoding=\"" + encoding + "\"\nCID=1\nRW 1 FLAT \"" + name + "\" 0\n";
        byte[] bytes = text.getBytes(Charset.forName(encoding));
        VmdkDescriptor descriptor = VmdkDescriptor.parse(bytes, Path.of("d"), 0);
        assertThat(descriptor.extents().get(0).fileName()).isEqualTo(name);
        assertThat(descriptor.bytes()).isEqualTo(bytes);
        assertThat(descriptor.with("sectorkeep.name", name).value("sectorkeep.name"))
                .contains(name);
        assertThat(descriptor
                        .with("sectorkeep.name", name)
                        .without("sectorkeep.name")
                        .bytes())
                .isEqualTo(bytes);
    }

    @Test
    void putsOurLinesBehindTheContentIds() throws IOException {
        VmdkDescriptor changed =
                parse(TEXT).with("sectorkeep.envelope", "QUJDCID=").with("sectorkeep.envelope", "new");
        assertThat(changed.text())
                .isEqualTo(new String(TEXT.getBytes(StandardCharsets.ISO_8859_1), Charset.forName("windows-1252"))
                        .replace("ffffffff\r\n", "ffffffff\r\nsectorkeep.envelope=\"new\"\r\n"));
    }

    @Test
    void takesTheFirstContentId() throws IOException {
        VmdkDescriptor descriptor = parse("CID=1\nCID=2\nparentCID=ffffffff\n");
        assertThat(descriptor.cid()).isEqualTo(1);
        assertThat(descriptor.withCid(0xabc).text()).isEqualTo("CID=00000abc\nparentCID=ffffffff\n");
    }

    @Test
    void takesOverADiskDatabase() throws IOException {
        VmdkDescriptor target = parse("CID=1\nddb.old = \"1\"\nlast=1");
        assertThat(target.withDiskDatabaseOf(parse(TEXT)).text())
                .isEqualTo("CID=1\nlast=1\nddb.adapterType = \"lsilogic\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\"b", "a\u0001", "\u4e2d"})
    void refusesValuesItCannotHold(String value) throws IOException {
        VmdkDescriptor descriptor = parse(TEXT);
        assertThatThrownBy(() -> descriptor.with("sectorkeep.x", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "#a", "a\n"})
    void refusesKeysItCannotHold(String key) throws IOException {
        VmdkDescriptor descriptor = parse(TEXT);
        assertThatThrownBy(() -> descriptor.with(key, "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0xffffffffL, 1L << 32})
    void refusesContentIdsOutOfRange(long cid) throws IOException {
        VmdkDescriptor descriptor = parse(TEXT);
        assertThatThrownBy(() -> descriptor.withCid(cid)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RX 8 FLAT \"a\" 0", // an access that nobody knows: not to be passed over
                "RW -8 FLAT \"a\" 0",
                "RW 8,5 FLAT \"a\" 0",
                "RW 99999999999999999999 FLAT \"a\" 0",
                "RW 8 FLAT \"a\" 99999999999999999999",
                "garbage",
                "CID=123456789",
                "parentCID=xyz",
                "createType=\"a\"\ncreatetype=\"b\"",
                "sectorkeep.diskId=\"1\"\nsectorkeep.diskId=\"2\"",
            })
    void refusesWhatItDoesNotUnderstand(String lines) {
        assertThatThrownBy(() -> parse("version=1\n" + lines + "\n"))
                .isInstanceOfSatisfying(VmdkFormatException.class, e -> {
                    assertThat(e.structure()).isEqualTo("descriptor");
                    assertThat(e.offsetBytes()).isGreaterThanOrEqualTo(10);
                    assertThat(e).hasMessageContaining("'d.vmdk'");
                });
    }

    @Test
    void refusesAnUnknownEncoding() {
        assertThatThrownBy(() -> parse("encoding=\"klingon\"\n"))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("klingon");
    }

    /** A text of the greatest length that is all one line, or all blanks, takes no longer than any other. */
    @ParameterizedTest
    @ValueSource(strings = {"RW 8 FLAT", "key=", "#", "", "RW 8 FLAT \"a\" 0"})
    void longLinesDoNotTakeLong(String start) throws IOException {
        String line = start + " ".repeat(1 << 19) + "x" + " ".repeat(1 << 18) + "\"";
        try {
            assertThat(parse("CID=1\n" + line + "\n").cid()).isEqualTo(1);
        } catch (VmdkFormatException e) {
            assertThat(e.getMessage()).hasSizeLessThan(300);
        }
    }

    @Property
    void anyBytesAreKeptOrRefused(@ForAll byte[] bytes) throws IOException {
        byte[] text = ("CID=1\n" + new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '\n'))
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            assertThat(VmdkDescriptor.parse(text, Path.of("d"), 0).bytes()).isEqualTo(text);
        } catch (VmdkFormatException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) text.length);
        }
    }
}
