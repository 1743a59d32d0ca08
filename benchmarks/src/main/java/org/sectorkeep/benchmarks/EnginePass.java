// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.crypto.XtsKey;

/** Ours: the native engine in place in direct memory, the Java one from array to array as its peers in Java. */
final class EnginePass implements Pass {
    private final SectorCipher cipher;
    private final Workload.Direction direction;
    private final ByteBuffer source;
    private final ByteBuffer target;

    EnginePass(XtsEngine engine, Workload workload) {
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256)) {
            cipher = engine.cipher(key, DataUnit.ofBytes(workload.dataUnitBytes()));
        }
        direction = workload.direction();
        boolean isJava = engine.name().equals("java");
        source = isJava
                ? ByteBuffer.allocate(workload.bytesPerCall())
                : ByteBuffer.allocateDirect(workload.bytesPerCall());
        target = isJava ? ByteBuffer.allocate(workload.bytesPerCall()) : source;
    }

    @Override
    public void run() {
        source.clear();
        target.clear();
        if (direction == Workload.Direction.ENCRYPT) {
            cipher.encrypt(0, source, target);
        } else {
            cipher.decrypt(0, source, target);
        }
    }

    @Override
    public void close() {
        cipher.close();
    }
}
