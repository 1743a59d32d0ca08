// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Looks for cipher blocks of one file in others. Blocks of one byte repeated are left out, since they stand everywhere.
 * Blocks are told apart by 64 bits of a hash: a false find would take 2^32 blocks or so.
 */
final class BlockSearch {
    private static final int BLOCK_BYTES = 16;

    private final long[] sortedHashes;

    private BlockSearch(long[] sortedHashes) {
        this.sortedHashes = sortedHashes;
    }

    /** The blocks of a file, at multiples of 16 bytes. */
    static BlockSearch ofBlocksOf(Path file) throws IOException {
        LongStream.Builder hashes = LongStream.builder();
        forEachBlock(file, hashes::add);
        return new BlockSearch(hashes.build().sorted().distinct().toArray());
    }

    int distinctBlocks() {
        return sortedHashes.length;
    }

    /** How many blocks of the file, at multiples of 16 bytes, are among ours. */
    int countIn(Path file) throws IOException {
        int[] found = new int[1];
        forEachBlock(file, hash -> found[0] += Arrays.binarySearch(sortedHashes, hash) >= 0 ? 1 : 0);
        return found[0];
    }

    private interface HashSink {
        void accept(long hash);
    }

    private static void forEachBlock(Path file, HashSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file)) {
            for (long position = 0; channel.read(buffer.clear(), position) > 0; position += buffer.limit()) {
                buffer.flip().limit(buffer.limit() / BLOCK_BYTES * BLOCK_BYTES);
                if (buffer.limit() == 0) {
                    return;
                }
                for (int at = 0; at < buffer.limit(); at += BLOCK_BYTES) {
                    long first = buffer.getLong(at);
                    long second = buffer.getLong(at + 8);
                    boolean oneByteRepeated = first == second && first == (first & 0xff) * 0x0101010101010101L;
                    if (!oneByteRepeated) {
                        sink.accept(mix(first * 0x9e3779b97f4a7c15L ^ mix(second)));
                    }
                }
            }
        }
    }

    /** Spreads every bit of the value over all bits of the result; one to one. */
    private static long mix(long value) {
        long spread = (value ^ value >>> 32) * 0xd6e8feb86659fd93L;
        spread = (spread ^ spread >>> 32) * 0xd6e8feb86659fd93L;
        return spread ^ spread >>> 32;
    }
}
