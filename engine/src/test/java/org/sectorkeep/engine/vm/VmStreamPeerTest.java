// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.engine.TestKeys;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;

/** A stream of ours, read by a program that was written from {@code docs/on-disk-format.md} and shares no code with it. */
@Tag("peer")
class VmStreamPeerTest {
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final String SCRIPT = """
            import struct, sys
            from cryptography.hazmat.primitives import hashes
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF

            stream = open(sys.argv[1], 'rb').read()
            dek = bytes.fromhex(open(sys.argv[2]).read())
            magic, version, suite = struct.unpack_from('>4sHH', stream, 0)
            assert (magic, version, suite) == (b'SKVF', 1, 1)
            machine = stream[8:24]
            length, = struct.unpack_from('>H', stream, 40)
            role = stream[42:42 + length]
            assert role.decode() == sys.argv[3]
            header, rest = stream[:42 + length], stream[42 + length:]
            key = HKDF(hashes.SHA512(), 32, machine, b'sectorkeep/vm/v1/stream/' + role).derive(dek)
            assert rest[0] == 40
            salt, prefix = rest[1:33], rest[33:40]
            segment_key = AESGCM(HKDF(hashes.SHA256(), 32, salt, header).derive(key))
            at, number, plain = 40, 0, b''
            while True:
                end = min((number + 1) * 1048576, len(rest))
                last = end == len(rest)
                nonce = prefix + number.to_bytes(4, 'big') + bytes([last])
                plain += segment_key.decrypt(nonce, rest[at:end], None)
                if last:
                    break
                at, number = end, number + 1
            open(sys.argv[4], 'wb').write(plain)
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SEGMENT_BYTES - 56, SEGMENT_BYTES - 55, 2 * SEGMENT_BYTES + 12_345})
    void anIndependentReaderOpensAStreamOfAnyLength(int lengthBytes) throws IOException {
        Peers.requirePythonModule("cryptography");
        byte[] content = VmFixture.random(lengthBytes, lengthBytes);
        Path file = Files.write(folder.resolve("web01.nvram"), content);
        Path dek = folder.resolve("dek");
        try (HostKeys keys = TestKeys.host();
                VmKey key = VmKey.open(keys, file, VmKey.newMachine(keys, keys.createKek(TestKeys.ID)))) {
            StreamFiles.seal(file, key, bytes -> {});
            Files.writeString(dek, key.dek().readArray(bytes -> HexFormat.of().formatHex(bytes)));
        }
        Path script = Files.writeString(folder.resolve("read.py"), SCRIPT);
        Path plain = folder.resolve("plain");
        Peers.Result result = Peers.run(
                folder,
                List.of(
                        "/usr/bin/python3",
                        script.toString(),
                        file.toString(),
                        dek.toString(),
                        "nvram:web01.nvram",
                        plain.toString()));
        assertThat(result.output()).isEmpty();
        assertThat(Files.readAllBytes(plain)).isEqualTo(content);
    }
}
