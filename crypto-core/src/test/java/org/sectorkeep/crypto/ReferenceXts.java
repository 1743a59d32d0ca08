// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-XTS by hand, block by block as IEEE 1619-2018 puts it, over Bouncy Castle's AES: slow, and plain to see. */
final class ReferenceXts {
    private final BlockCipher encrypt = AESEngine.newInstance();
    private final BlockCipher decrypt = AESEngine.newInstance();
    private final BlockCipher tweakCipher = AESEngine.newInstance();

    ReferenceXts(byte[] key) {
        int half = key.length / 2;
        encrypt.init(true, new KeyParameter(key, 0, half));
        decrypt.init(false, new KeyParameter(key, 0, half));
        tweakCipher.init(true, new KeyParameter(key, half, half));
    }

    /** A run of data units, by plain64. */
    byte[] run(boolean encrypting, long firstLba, byte[] source, int unitBytes) {
        byte[] result = new byte[source.length];
        for (int at = 0; at < source.length; at += unitBytes) {
            byte[] unit = Arrays.copyOfRange(source, at, at + unitBytes);
            byte[] done = unit(encrypting, plain64(firstLba + at / 512), unit);
            System.arraycopy(done, 0, result, at, unitBytes);
        }
        return result;
    }

    static byte[] plain64(long lba) {
        byte[] tweak = new byte[16];
        for (int i = 0; i < 8; i++) {
            tweak[i] = (byte) (lba >>> (8 * i));
        }
        return tweak;
    }

    /** One data unit of any length from 16 on (5.3.2, 5.4.2). */
    byte[] unit(boolean encrypting, byte[] tweak, byte[] source) {
        byte[] mask = new byte[16];
        tweakCipher.processBlock(tweak, 0, mask, 0);
        byte[] result = new byte[source.length];
        int tail = source.length % 16;
        int whole = source.length - tail;
        int plainBlocks = tail == 0 ? whole : whole - 16;
        for (int at = 0; at < plainBlocks; at += 16) {
            System.arraycopy(block(encrypting, mask, source, at), 0, result, at, 16);
            mask = timesAlpha(mask);
        }
        if (tail != 0) {
            byte[] next = timesAlpha(mask);
            byte[] first = block(encrypting, encrypting ? mask : next, source, plainBlocks);
            byte[] last = first.clone();
            System.arraycopy(source, whole, last, 0, tail);
            System.arraycopy(block(encrypting, encrypting ? next : mask, last, 0), 0, result, plainBlocks, 16);
            System.arraycopy(first, 0, result, whole, tail);
        }
        return result;
    }

    private byte[] block(boolean encrypting, byte[] mask, byte[] source, int at) {
        byte[] block = new byte[16];
        for (int i = 0; i < 16; i++) {
            block[i] = (byte) (source[at + i] ^ mask[i]);
        }
        byte[] done = new byte[16];
        (encrypting ? encrypt : decrypt).processBlock(block, 0, done, 0);
        for (int i = 0; i < 16; i++) {
            done[i] ^= mask[i];
        }
        return done;
    }

    private static byte[] timesAlpha(byte[] mask) {
        byte[] next = new byte[16];
        int carry = 0;
        for (int i = 0; i < 16; i++) {
            int shifted = ((mask[i] & 0xff) << 1) | carry;
            next[i] = (byte) shifted;
            carry = shifted >> 8;
        }
        if (carry != 0) {
            next[0] ^= (byte) 0x87;
        }
        return next;
    }
}
