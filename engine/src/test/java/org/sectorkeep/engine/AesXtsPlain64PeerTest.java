// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;

/** The ciphertext of a flat disk is dm-crypt's aes-xts-plain64: another implementation decrypts it, unit by unit. */
@Tag("peer")
@Timeout(120)
class AesXtsPlain64PeerTest {
    private static final String DECRYPT = """
            import sys
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
            key = open(sys.argv[1], 'rb').read()
            unit = int(sys.argv[4])
            with open(sys.argv[2], 'rb') as source, open(sys.argv[3], 'wb') as target:
                lba = 0
                while chunk := source.read(unit):
                    tweak = lba.to_bytes(8, 'little') + bytes(8)
                    decryptor = Cipher(algorithms.AES(key), modes.XTS(tweak)).decryptor()
                    target.write(decryptor.update(chunk) + decryptor.finalize())
                    lba += unit // 512
            """;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.host();

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @ParameterizedTest
    @CsvSource({"AES_XTS_256, BYTES_512", "AES_XTS_128, BYTES_512", "AES_XTS_256, BYTES_4096", "AES_XTS_128, BYTES_4096"
    })
    void everyUnitDecryptsWithTheDekAndItsLba(XtsCipher cipher, DataUnit unit) throws IOException {
        Peers.requirePythonModule("cryptography");
        Path raw = TestDisks.raw(folder.resolve("source.raw"), (3 << 20) + 4096, true);
        Path disk = folder.resolve("disk.vmdk");
        Envelope envelope = new DiskEncryption(keys)
                .encrypt(new EncryptRequest(
                        raw,
                        disk,
                        TestKeys.ID,
                        Optional.empty(),
                        cipher,
                        unit,
                        Optional.of(CreateType.MONOLITHIC_FLAT),
                        Overwrite.REFUSE,
                        ProgressListener.NONE))
                .envelope()
                .orElseThrow();
        Path keyFile = folder.resolve("dek");
        try (SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(disk, envelope)) {
            Files.write(keyFile, dek.readArray(byte[]::clone));
        }
        Path decrypted = folder.resolve("decrypted");
        Peers.output(
                "/usr/bin/python3",
                "-c",
                DECRYPT,
                keyFile.toString(),
                folder.resolve("disk-flat.vmdk").toString(),
                decrypted.toString(),
                Integer.toString(unit.bytes()));
        assertThat(decrypted).hasSameBinaryContentAs(raw);
    }
}
