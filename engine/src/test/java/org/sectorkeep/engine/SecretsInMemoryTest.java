// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** After an encrypted disk is closed, the objects that live on the heap hold neither its DEK nor its KEK. */
@Timeout(180)
class SecretsInMemoryTest {
    /** An AES key schedule begins with the key, so 16 bytes of the key find its schedule too. */
    private static final int PIECE_BYTES = 16;

    private static final int CAPACITY_BYTES = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aLiveHeapDumpHoldsNeitherDekNorKek() throws IOException {
        Peers.require(XtsEngine.selected().name().equals("native"), "the native engine is not available");
        byte[] planted = RandomBytes.array(PIECE_BYTES);
        TestKeys provider = new TestKeys();
        try (HostKeys keys = provider.hostKeys()) {
            Path disk = TestDisks.encrypted(
                    folder, keys, CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512, CAPACITY_BYTES, true);
            EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys);
            opened.write(5, ByteBuffer.wrap(TestDisks.read(opened, 70_000, 100_000)));
            opened.close();
            try (SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(disk, opened.envelope());
                    SecretBytes kek = provider.copyOf(opened.envelope().header().keyId())) {
                Path dump = dumpLiveHeap();
                assertThat(find(dump, List.of(planted)))
                        .as("a key that is there is found")
                        .isTrue();
                List<byte[]> pieces = new ArrayList<>(piecesOf(dek));
                pieces.addAll(piecesOf(kek));
                assertThat(pieces).hasSize(2 * (4 + 2));
                assertThat(find(dump, pieces)).isFalse();
            }
        }
        assertThat(planted).as("was alive during the dump").hasSize(PIECE_BYTES);
    }

    private Path dumpLiveHeap() {
        Path dump = folder.resolve("live.hprof");
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Peers.require(Files.isExecutable(Path.of(jcmd)), "jcmd is not part of this Java");
        String output =
                Peers.output(jcmd, Long.toString(ProcessHandle.current().pid()), "GC.heap_dump", dump.toString());
        assertThat(dump).as(output).isNotEmptyFile();
        return dump;
    }

    /** The key in pieces, as bytes in order and as words whose bytes are turned around. */
    private static List<byte[]> piecesOf(SecretBytes key) {
        List<byte[]> pieces = new ArrayList<>();
        for (int offset = 0; offset < key.lengthBytes(); offset += PIECE_BYTES) {
            int at = offset;
            byte[] piece = key.readArray(bytes -> Arrays.copyOfRange(bytes, at, at + PIECE_BYTES));
            pieces.add(piece);
            ByteBuffer turned = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int word = 0; word < PIECE_BYTES; word += 4) {
                turned.putInt(ByteBuffer.wrap(piece).getInt(word));
            }
            pieces.add(turned.array());
        }
        return pieces;
    }

    private static boolean find(Path file, List<byte[]> pieces) throws IOException {
        long[] starts = pieces.stream()
                .mapToLong(piece -> ByteBuffer.wrap(piece).getLong())
                .toArray();
        ByteBuffer window = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file)) {
            for (long position = 0; channel.read(window.clear(), position) >= PIECE_BYTES; ) {
                int last = window.position() - PIECE_BYTES;
                for (int at = 0; at <= last; at++) {
                    long start = window.getLong(at);
                    for (int i = 0; i < starts.length; i++) {
                        if (starts[i] == start
                                && ByteBuffer.wrap(pieces.get(i)).equals(window.slice(at, PIECE_BYTES))) {
                            return true;
                        }
                    }
                }
                position += last + 1;
            }
        }
        return false;
    }
}
