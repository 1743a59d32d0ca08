// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.crypto.XtsKey;

/** Calls allocate nothing, once the compiler is done with them: a disk is encrypted by millions of them. */
class AllocationTest {
    private static final int RUN_BYTES = 64 * 1024;
    private static final int CALLS = 1000;

    /** The compiler works on its own threads; until it is done there may be boxes. */
    private static final int MOST_ROUNDS = 200;

    private static List<XtsEngine> engines() {
        return XtsEngine.available();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void callsAllocateNothing(XtsEngine engine) {
        for (DataUnit unit : DataUnit.values()) {
            try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256);
                    SectorCipher cipher = engine.cipher(key, unit)) {
                assertThat(bytesPerCallAtLast(cipher, ByteBuffer.allocateDirect(RUN_BYTES)))
                        .as("direct")
                        .isZero();
                assertThat(bytesPerCallAtLast(cipher, ByteBuffer.allocate(RUN_BYTES)))
                        .as("heap")
                        .isZero();
            }
        }
    }

    private static long bytesPerCallAtLast(SectorCipher cipher, ByteBuffer buffer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long leastBytes = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && leastBytes != 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                cipher.encrypt(0, buffer.clear(), buffer);
                cipher.decrypt(0, buffer.clear(), buffer.clear());
                cipher.encryptPart(0, 0, buffer.position(0).limit(256), buffer);
            }
            leastBytes = Math.min(leastBytes, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return leastBytes;
    }
}
