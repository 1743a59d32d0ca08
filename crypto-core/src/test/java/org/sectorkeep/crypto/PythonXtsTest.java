// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.testing.Peers;

/** The sectors are {@code aes-xts-plain64}, by the judgement of OpenSSL behind python3-cryptography. */
class PythonXtsTest {
    private static final int UNITS = 300;
    private static final long FIRST_LBA = 0x7fff_ffff_0000_0000L;
    private static final String SCRIPT = """
            import sys
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
            direction, key, unit, lba = sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
            source = open(sys.argv[5], 'rb').read()
            with open(sys.argv[6], 'wb') as target:
                for at in range(0, len(source), unit):
                    tweak = (lba + at // 512).to_bytes(16, 'little')
                    cipher = Cipher(algorithms.AES(key), modes.XTS(tweak))
                    work = cipher.encryptor() if direction == 'encrypt' else cipher.decryptor()
                    target.write(work.update(source[at:at + unit]) + work.finalize())
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void needsPython() {
        Peers.requirePythonModule("cryptography");
    }

    @ParameterizedTest
    @CsvSource({"32, BYTES_512", "32, BYTES_4096", "64, BYTES_512", "64, BYTES_4096"})
    void runsOfAnyLengthAreWhatPythonMakesOfThem(int keyBytes, DataUnit unit) throws IOException {
        byte[] key = random(keyBytes);
        byte[] plain = random(UNITS * unit.bytes());
        byte[] expected = python("encrypt", key, unit, plain);
        for (XtsEngine engine : XtsEngine.available()) {
            try (SectorCipher cipher = Keys.cipher(engine, key, unit)) {
                ByteBuffer source = ByteBuffer.allocateDirect(plain.length).put(0, plain);
                ByteBuffer target = ByteBuffer.allocateDirect(plain.length);
                ByteBuffer right = ByteBuffer.wrap(expected);
                for (int units = 1; units <= UNITS; units++) {
                    int length = units * unit.bytes();
                    cipher.encrypt(FIRST_LBA, source.position(0).limit(length), target.clear());
                    assertThat(target.flip()).as(engine + ", " + units).isEqualTo(right.slice(0, length));
                    cipher.decrypt(FIRST_LBA, target, target.duplicate());
                    assertThat(target.flip()).as(engine + ", " + units).isEqualTo(source.flip());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"32, BYTES_512", "64, BYTES_4096"})
    void pythonDecryptsOurSectors(int keyBytes, DataUnit unit) throws IOException {
        byte[] key = random(keyBytes);
        byte[] plain = random(UNITS * unit.bytes());
        byte[] ours = plain.clone();
        try (SectorCipher cipher = Keys.cipher(XtsEngine.selected(), key, unit)) {
            ByteBuffer buffer = ByteBuffer.wrap(ours);
            cipher.encrypt(FIRST_LBA, buffer, buffer);
        }
        assertThat(Arrays.equals(ours, plain)).isFalse();
        assertThat(python("decrypt", key, unit, ours)).isEqualTo(plain);
    }

    private byte[] python(String direction, byte[] key, DataUnit unit, byte[] source) throws IOException {
        Path in = Files.write(folder.resolve("in"), source);
        Path out = folder.resolve("out");
        Peers.output(
                "/usr/bin/python3",
                "-c",
                SCRIPT,
                direction,
                HexFormat.of().formatHex(key),
                Integer.toString(unit.bytes()),
                Long.toString(FIRST_LBA),
                in.toString(),
                out.toString());
        return Files.readAllBytes(out);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
