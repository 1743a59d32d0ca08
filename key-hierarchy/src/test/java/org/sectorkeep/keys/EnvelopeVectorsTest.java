// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.testing.Peers;

/** The vectors of {@code docs/on-disk-format.md}: fixed forever, printed there, and opened by an independent program. */
class EnvelopeVectorsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "on-disk-format.md");
    private static final Path OPENER = Path.of("src", "test", "python", "open_envelope.py");

    record Vector(String name, EnvelopeSuite suite, XtsCipher cipher) {
        Envelope envelope() {
            return Samples.envelope(suite, cipher);
        }
    }

    private static final Vector[] VECTORS = {
        new Vector("E1", EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256),
        new Vector("E2", EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_128),
        new Vector("E3", EnvelopeSuite.SP800_108_AES256_KWP, XtsCipher.AES_XTS_256),
        new Vector("E4", EnvelopeSuite.SP800_108_AES256_KWP, XtsCipher.AES_XTS_128),
        new Vector("E5", EnvelopeSuite.REMOTE_AES256_GCM, XtsCipher.AES_XTS_256),
        new Vector("E6", EnvelopeSuite.REMOTE_AES256_GCM, XtsCipher.AES_XTS_128)
    };

    @TestFactory
    Stream<DynamicTest> theBytesAreThoseInTheDocument() {
        return Stream.of(VECTORS)
                .map(vector -> DynamicTest.dynamicTest(vector.name(), () -> {
                    String documented = block(vector.name());
                    assertThat(HexFormat.of().formatHex(vector.envelope().encode()))
                            .isEqualTo(documented);
                    assertThat(Envelope.decode(HexFormat.of().parseHex(documented)))
                            .isEqualTo(vector.envelope());
                }));
    }

    @TestFactory
    Stream<DynamicTest> anIndependentProgramOpensThem() {
        Peers.requirePythonModule("cryptography");
        return Stream.of(VECTORS)
                .map(vector -> DynamicTest.dynamicTest(vector.name(), () -> {
                    String output = Peers.output(
                            "/usr/bin/python3",
                            OPENER.toString(),
                            HexFormat.of().formatHex(Samples.counting(0x00, 32)),
                            HexFormat.of().formatHex(vector.envelope().encode()));
                    assertThat(output.lines())
                            .containsExactly(
                                    "suite " + vector.suite().code(),
                                    "diskId d0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
                                    "capacity 10737418240",
                                    "dataUnit 512",
                                    "cipher " + (vector.cipher() == XtsCipher.AES_XTS_128 ? 1 : 2),
                                    "dekId " + vector.envelope().header().dekId(),
                                    "dekGeneration 1",
                                    "envelopeGeneration 2",
                                    "providerId local",
                                    "keyId 7d1f0c52b39e4a6885c0aa13f2e64b97",
                                    "created 1767323045",
                                    "dek "
                                            + HexFormat.of()
                                                    .formatHex(Samples.counting(
                                                            0x40,
                                                            vector.cipher().keyBytes())));
                }));
    }

    @Test
    void theIndependentProgramRefusesAChangedEnvelope() {
        Peers.requirePythonModule("cryptography");
        for (Vector vector : VECTORS) {
            byte[] changed = vector.envelope().encode();
            changed[20] ^= 1;
            Peers.Result result = Peers.run(
                    "/usr/bin/python3",
                    OPENER.toString(),
                    HexFormat.of().formatHex(Samples.counting(0x00, 32)),
                    HexFormat.of().formatHex(changed));
            assertThat(result.exitCode()).as(vector.name()).isNotZero();
            assertThat(result.output()).contains("refused");
        }
    }

    @Test
    void dekIdsAreThoseInTheDocument() throws IOException {
        try (SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256);
                SecretBytes shortDek = Samples.dek(XtsCipher.AES_XTS_128)) {
            assertThat(Files.readString(DOCUMENT))
                    .contains("`" + DekId.of(dek) + "`")
                    .contains("`" + DekId.of(shortDek) + "`");
        }
    }

    /** The hexadecimal digits of the code block that is headed by the vector's name. */
    private static String block(String name) throws IOException {
        String text = Files.readString(DOCUMENT);
        String fence = "```hex " + name + "\n";
        int start = text.indexOf(fence);
        assertThat(start).as("vector %s in %s", name, DOCUMENT).isNotNegative();
        return text.substring(start + fence.length(), text.indexOf("```", start + fence.length()))
                .replaceAll("\\s", "");
    }
}
