// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmxFileTest {
    private static final Path NAME = Path.of("vm.vmx");

    private static VmxFile parse(String text) throws VmxFormatException {
        return VmxFile.parse(text.getBytes(StandardCharsets.UTF_8), NAME);
    }

    @Test
    void valuesAreFoundWhateverTheCaseAndQuoting() throws IOException {
        VmxFile vmx = parse("#!/usr/bin/vmware\r\n\r\n a.B = \"x|22y|7Cz\" # why\r\nc=plain words \r\nd = \"\"");
        assertThat(vmx.value("A.b")).contains("x\"y|z");
        assertThat(vmx.value("C")).contains("plain words");
        assertThat(vmx.value("d")).contains("");
        assertThat(vmx.value("e")).isEmpty();
        assertThat(vmx.keys()).containsExactly("a.B", "c", "d");
    }

    @Test
    void valuesAreReadInTheEncodingThatTheFileNames() throws IOException {
        Charset japanese = Charset.forName("Shift_JIS");
        byte[] bytes = ".encoding = \"Shift_JIS\"\nf = \"\u8868\u793a.vmdk\"\n".getBytes(japanese);
        VmxFile vmx = VmxFile.parse(bytes, NAME);
        assertThat(vmx.value("f")).contains("\u8868\u793a.vmdk");
        assertThat(vmx.with("x", "1").without("x").bytes()).isEqualTo(bytes);
        assertThatThrownBy(() -> VmxFile.parse("f = \"\u00ff\"".getBytes(StandardCharsets.ISO_8859_1), NAME)
                        .value("f"))
                .isInstanceOf(VmxFormatException.class)
                .hasMessageContaining("line 1 is not in the encoding UTF-8");
    }

    @Test
    void aKeyThatIsThereTwiceIsKeptButHasNoTwoValues() throws IOException {
        VmxFile vmx = parse("a = \"1\"\na = \"1\"\nb = \"1\"\nB = \"2\"\n");
        assertThat(vmx.value("a")).contains("1");
        assertThatThrownBy(() -> vmx.value("b")).hasMessageContaining("line 4 gives 'b' a second value");
        assertThat(vmx.with("b", "3").value("b")).contains("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no setting\n",
                "= \"x\"\n",
                "a = \"x\n",
                "a = \"x\" y\n",
                "a = x\"y\n",
                "a b = \"x\"\n",
                "a = \"x\0\"\n",
                ".encoding = \"no-such\"\n",
                ".encoding = \"UTF-16\"\n"
            })
    void whatCannotBeReadForCertainIsRefused(String text) {
        assertThatThrownBy(() -> parse("ok = \"1\"\n" + text))
                .isInstanceOf(VmxFormatException.class)
                .hasMessageContaining("vm.vmx");
    }

    @Test
    void hugeFilesAreRefused() {
        assertThatThrownBy(() -> VmxFile.parse(new byte[VmxFile.MAX_BYTES + 1], NAME))
                .isInstanceOf(VmxFormatException.class);
        assertThatThrownBy(() -> parse("\n".repeat(VmxFile.MAX_LINES + 1))).isInstanceOf(VmxFormatException.class);
    }

    @Test
    void secretsAreKnownByTheirKeys() {
        assertThat(List.of(
                        "guestinfo.userdata",
                        "GuestInfo.ovfEnv",
                        "RemoteDisplay.vnc.password",
                        "remotedisplay.vnc.key",
                        "vtpm.ekCRT",
                        "machine.id",
                        "some.adminPassword"))
                .allMatch(VmxSecrets::isSecret);
        assertThat(List.of(
                        "vtpm.present", "displayName", "sectorkeep.vm.secrets", "RemoteDisplay.vnc.port", "uuid.bios"))
                .noneMatch(VmxSecrets::isSecret);
    }

    @Provide
    Arbitrary<List<String>> files() {
        Arbitrary<String> value =
                Arbitraries.strings().withCharRange(' ', '~').excludeChars('"').ofMaxLength(20);
        Arbitrary<String> key = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars(".:")
                .ofMinLength(1)
                .ofMaxLength(6);
        Arbitrary<String> setting = key.flatMap(k -> value.map(v -> k + " = \"" + v + "\""));
        Arbitrary<String> line = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, setting),
                net.jqwik.api.Tuple.of(1, value.map(v -> "#" + v)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("", "  ", "\t", "guestinfo.a = \"s\"", "vtpm.b = \"t\"")));
        return line.flatMap(l -> Arbitraries.of("\n", "\r\n").map(end -> l + end))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 300)
    void whatIsReadIsWrittenByteForByte(@ForAll("files") List<String> lines) throws IOException {
        String text = String.join("", lines).stripTrailing();
        VmxFile vmx = parse(text);
        assertThat(new String(vmx.bytes(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(VmxFile.parse(vmx.bytes(), NAME)).isEqualTo(vmx);
    }

    @Property(tries = 300)
    void aNewKeyIsFoundAndTakenOutLeavesTheRest(@ForAll("files") List<String> lines) throws IOException {
        VmxFile vmx = parse(String.join("", lines));
        VmxFile changed = vmx.with("sectorkeep.x", "a\"b|c#d");
        assertThat(changed.value("sectorkeep.x")).contains("a\"b|c#d");
        assertThat(changed.without("sectorkeep.x")).isEqualTo(vmx);
    }
}
