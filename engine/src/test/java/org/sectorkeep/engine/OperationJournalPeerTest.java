// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.VirtualDisk;

/** A journal of ours, read by a program that was written from {@code docs/on-disk-format.md} and shares no code with it. */
@Tag("peer")
class OperationJournalPeerTest {
    private static final String SCRIPT = """
            import hmac, struct, sys
            from cryptography.hazmat.primitives import hashes
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF

            journal, old, now = (open(name, 'rb').read() for name in sys.argv[1:4])
            dek = bytes.fromhex(sys.stdin.readline().strip())

            def xts(key, sector, data):
                encryptor = Cipher(algorithms.AES(key), modes.XTS(sector.to_bytes(16, 'little'))).encryptor()
                return encryptor.update(data) + encryptor.finalize()

            def mac(sector, piece):
                total = 0
                for at in range(0, 512, 16):
                    total ^= int.from_bytes(xts(hash_key, sector, piece)[at:at + 16], 'big')
                at = sector % 32 * 16
                unit = bytes(at) + total.to_bytes(16, 'big') + bytes(496 - at)
                return xts(seal_key, sector // 32, unit)[at:at + 16]

            magic, version, kind, resilience, window_bytes = struct.unpack_from('>8sIIII', journal, 0)
            identity = journal[24:40]
            capacity, data_bytes = struct.unpack_from('>QQ', journal, 40)
            assert (magic, version, kind, resilience) == (b'SKINPLCE', 1, 1, 1)
            assert capacity == data_bytes == len(old)
            at = 56
            for envelope in range(2):
                at += 2 + struct.unpack_from('>H', journal, at)[0]
            keys = HKDF(hashes.SHA512(), 160, identity, b'sectorkeep/inplace/v1').derive(dek)
            hash_key, seal_key, tag_key = keys[:64], keys[64:128], keys[128:]
            assert hmac.digest(tag_key, journal[:at], 'sha256') == journal[at:at + 32]
            assert not any(journal[at + 32:8192])

            slot_bytes = -(-(512 + 2 * 16 * (window_bytes // 512)) // 4096) * 4096
            assert len(journal) == 8192 + 2 * slot_bytes
            slots = [journal[8192 + i * slot_bytes:8192 + (i + 1) * slot_bytes] for i in range(2)]
            newest = max(slots, key=lambda slot: struct.unpack_from('>Q', slot, 0)[0])
            sequence, state, length, start, end, done = struct.unpack_from('>QIIQQQ', newest, 0)
            assert slots[sequence % 2] is newest and state == 2 and end - start == length
            payload = newest[512:512 + 2 * 16 * (length // 512)]
            padded = payload + bytes(-len(payload) % 512)
            summary = b''.join(mac((1 << 51) + at // 512, padded[at:at + 512]) for at in range(0, len(padded), 512))
            assert hmac.digest(tag_key, identity + newest[:40] + summary, 'sha256') == newest[40:72]
            sectors = range(start // 512, end // 512)
            for content, macs in ((old, payload[:len(payload) // 2]), (now, payload[len(payload) // 2:])):
                assert macs == b''.join(mac(s, content[s * 512:s * 512 + 512]) for s in sectors)
            print('checked', len(sectors), 'sectors twice')
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aJournalIsWhatTheDocumentSays() throws IOException {
        Peers.requirePythonModule("cryptography");
        HostKeys keys = TestKeys.withFixedKek().hostKeys();
        Path raw = InPlaceDisks.plain(folder.toRealPath(), InPlaceDisks.Layout.RAW, InPlaceScenario.CAPACITY_BYTES, 5);
        Path old = Files.copy(raw, folder.resolve("old"));
        stopAfterTwoWindows(raw, keys);
        Path disk = InPlaceDisks.opened(raw);
        assertThat(python(disk, old, raw, dek(disk, keys))).contains("checked 64 sectors twice");
    }

    private static void stopAfterTwoWindows(Path raw, HostKeys keys) {
        AtomicLong done = new AtomicLong();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void progress(long doneBytes, long totalBytes) {
                done.set(doneBytes);
            }

            @Override
            public boolean isCancelled() {
                return done.get() >= 2L * InPlaceScenario.WINDOW_BYTES;
            }
        };
        InPlaceScenario scenario =
                new InPlaceScenario(InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.RAW, Resilience.CHECKSUM);
        InPlaceMeans means = new InPlaceMeans(keys, DiskOpening.REAL, InPlaceScenario.WINDOW_BYTES);
        assertThatThrownBy(() -> scenario.run(raw, means, listener)).isInstanceOf(OperationStoppedException.class);
    }

    private static String dek(Path disk, HostKeys keys) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY);
                SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(disk, envelope(opened))) {
            return dek.readArray(bytes -> HexFormat.of().formatHex(bytes));
        }
    }

    private static Envelope envelope(VirtualDisk disk) throws IOException {
        return Envelope.ofBase64(
                EncryptionLines.of(disk.descriptor()).envelope().orElseThrow());
    }

    private static String python(Path disk, Path old, Path now, String dek) throws IOException {
        Process python = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        SCRIPT,
                        InPlaceDisk.journalOf(disk).toString(),
                        old.toString(),
                        now.toString())
                .redirectErrorStream(true)
                .start();
        python.getOutputStream().write((dek + "\n").getBytes(StandardCharsets.US_ASCII));
        python.getOutputStream().close();
        return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
