// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** What the contract of sector ciphers is checked with: an engine, random bytes, and buffers between guards. */
abstract class SectorCipherFixture {
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = (byte) 0xa5;

    private final Random random = new Random(20170);

    /** The engine under test; the test is skipped where it is not there. */
    abstract XtsEngine engine();

    final SectorCipher cipher(byte[] key, DataUnit unit) {
        return Keys.cipher(engine(), key, unit);
    }

    final byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(0, content);
    }

    /** A direct buffer between guard bytes, at an address that is no multiple of 8. */
    static ByteBuffer guarded(int length) {
        ByteBuffer whole = ByteBuffer.allocateDirect(length + 2 * GUARD_BYTES + 3);
        while (whole.hasRemaining()) {
            whole.put(GUARD);
        }
        return whole.position(GUARD_BYTES + 3).limit(GUARD_BYTES + 3 + length);
    }

    /** What lies between the guards, which must be whole, after the buffer was filled. */
    static byte[] content(ByteBuffer filled) {
        assertThat(filled.remaining()).isZero();
        int start = GUARD_BYTES + 3;
        byte[] all = new byte[filled.capacity()];
        filled.clear().get(0, all);
        int end = all.length - GUARD_BYTES;
        byte[] guards = new byte[all.length];
        Arrays.fill(guards, GUARD);
        assertThat(Arrays.equals(all, 0, start, guards, 0, start)).isTrue();
        assertThat(Arrays.equals(all, end, all.length, guards, end, all.length)).isTrue();
        return Arrays.copyOfRange(all, start, end);
    }

    static void assertSame(SectorCipher subject, long lba, byte[] plain, byte[] expected) {
        ByteBuffer source = direct(plain);
        ByteBuffer target = guarded(plain.length);
        subject.encrypt(lba, source, target);
        assertThat(source.remaining()).isZero();
        assertThat(content(target)).isEqualTo(expected);
        ByteBuffer back = guarded(plain.length);
        subject.decrypt(lba, direct(expected), back);
        assertThat(content(back)).isEqualTo(plain);
    }
}
