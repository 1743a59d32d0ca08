// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Vector API, an incubating module of the JDK: never required, and used where the program was started with it. */
final class VectorModule {
    private static final Logger LOG = LoggerFactory.getLogger(VectorModule.class);

    private static final String MODULE = "jdk.incubator.vector";
    private static final String USER = "org.sectorkeep.crypto.internal.java.VectorMath";

    private VectorModule() {}

    /** Arithmetic with vectors, or empty where the module is not there, its vectors are too short, or it computes wrongly. */
    static Optional<ChunkMath> math() {
        Optional<Module> vectors = ModuleLayer.boot().findModule(MODULE);
        if (vectors.isEmpty()) {
            return Optional.empty();
        }
        try {
            VectorModule.class.getModule().addReads(vectors.get());
            ChunkMath math = Class.forName(USER)
                    .asSubclass(ChunkMath.class)
                    .getDeclaredConstructor()
                    .newInstance();
            checkAnswers(math);
            return Optional.of(math);
        } catch (ReflectiveOperationException
                | LinkageError
                | UnsupportedOperationException
                | IllegalStateException e) {
            LOG.debug("{} is there and is not used", MODULE, e);
            return Optional.empty();
        }
    }

    /** Its API may still change between JDKs, so it is asked what we know. */
    private static void checkAnswers(ChunkMath math) {
        for (int unitBytes : new int[] {512, 4096}) {
            if (!Arrays.equals(masked(math, unitBytes), masked(new LongMath(), unitBytes))) {
                throw new IllegalStateException("wrong masks for data units of " + unitBytes + " bytes");
            }
        }
    }

    private static byte[] masked(ChunkMath math, int unitBytes) {
        byte[] tweaks = new byte[3 * Blocks.BLOCK_BYTES];
        for (int i = 0; i < tweaks.length; i++) {
            tweaks[i] = (byte) (251 * i + 193);
        }
        byte[] masks = new byte[2 * unitBytes + 512];
        math.expandUnits(unitBytes, tweaks, 0, masks, 2 * unitBytes);
        byte[] input = new byte[2 * unitBytes];
        math.mask(input, 0, masks, input, input.length);
        byte[] target = new byte[input.length + 1];
        math.unmask(input, new byte[input.length], target, 1, input.length);
        return target;
    }
}
