// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The objects that live on this process's heap, in a file, to look for keys in. */
public final class LiveHeap {
    /** An AES key schedule begins with the key, so 16 bytes of the key find its schedule too. */
    public static final int PIECE_BYTES = 16;

    private LiveHeap() {}

    /** Dumps what lives into a file that is not there yet. */
    public static Path dump(Path target) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Peers.require(Files.isExecutable(jcmd), "jcmd is not part of this Java");
        String said = Peers.output(
                jcmd.toString(), Long.toString(ProcessHandle.current().pid()), "GC.heap_dump", target.toString());
        if (!Files.exists(target)) {
            throw new AssertionError("no heap was dumped: " + said);
        }
        return target;
    }

    /** A key in pieces, as bytes in order and as words whose bytes are turned around. */
    public static List<byte[]> pieces(byte[] key) {
        List<byte[]> pieces = new ArrayList<>();
        for (int offset = 0; offset < key.length; offset += PIECE_BYTES) {
            byte[] piece = Arrays.copyOfRange(key, offset, offset + PIECE_BYTES);
            pieces.add(piece);
            ByteBuffer turned = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int word = 0; word < PIECE_BYTES; word += Integer.BYTES) {
                turned.putInt(ByteBuffer.wrap(piece).getInt(word));
            }
            pieces.add(turned.array());
        }
        return pieces;
    }

    /** Whether any of these pieces is in a file. */
    public static boolean holdsAny(Path file, List<byte[]> pieces) throws IOException {
        long[] starts = pieces.stream()
                .mapToLong(piece -> ByteBuffer.wrap(piece).getLong())
                .toArray();
        ByteBuffer window = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file)) {
            for (long position = 0; channel.read(window.clear(), position) >= PIECE_BYTES; ) {
                int last = window.position() - PIECE_BYTES;
                for (int at = 0; at <= last; at++) {
                    if (isAt(window, at, starts, pieces)) {
                        return true;
                    }
                }
                position += last + 1;
            }
        }
        return false;
    }

    private static boolean isAt(ByteBuffer window, int at, long[] starts, List<byte[]> pieces) {
        long start = window.getLong(at);
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] == start && ByteBuffer.wrap(pieces.get(i)).equals(window.slice(at, PIECE_BYTES))) {
                return true;
            }
        }
        return false;
    }
}
