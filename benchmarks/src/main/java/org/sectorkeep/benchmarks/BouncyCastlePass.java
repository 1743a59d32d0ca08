// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** Bouncy Castle's AES with XTS by hand, which it lacks; in place. */
final class BouncyCastlePass implements Pass {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK_BYTES = 16;

    private final int unitBytes;
    private final byte[] memory;
    private final BlockCipher data = AESEngine.newInstance();
    private final BlockCipher tweaks = AESEngine.newInstance();
    private final byte[] tweak = new byte[BLOCK_BYTES];

    BouncyCastlePass(Workload workload) {
        unitBytes = workload.dataUnitBytes();
        memory = new byte[workload.bytesPerCall()];
        data.init(workload.direction() == Workload.Direction.ENCRYPT, new KeyParameter(new byte[32]));
        tweaks.init(true, new KeyParameter(new byte[32]));
    }

    @Override
    public void run() {
        for (int unit = 0; unit < memory.length; unit += unitBytes) {
            LONG.set(tweak, 0, (long) unit / 512);
            LONG.set(tweak, 8, 0L);
            tweaks.processBlock(tweak, 0, tweak, 0);
            for (int at = unit; at < unit + unitBytes; at += BLOCK_BYTES) {
                xorTweak(at);
                data.processBlock(memory, at, memory, at);
                xorTweak(at);
                doubleTweak();
            }
        }
    }

    private void xorTweak(int at) {
        LONG.set(memory, at, (long) LONG.get(memory, at) ^ (long) LONG.get(tweak, 0));
        LONG.set(memory, at + 8, (long) LONG.get(memory, at + 8) ^ (long) LONG.get(tweak, 8));
    }

    private void doubleTweak() {
        long low = (long) LONG.get(tweak, 0);
        long high = (long) LONG.get(tweak, 8);
        LONG.set(tweak, 0, (low << 1) ^ ((high >> 63) & 0x87));
        LONG.set(tweak, 8, high << 1 | low >>> 63);
    }
}
