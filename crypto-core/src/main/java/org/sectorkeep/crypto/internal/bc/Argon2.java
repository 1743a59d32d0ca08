// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.bc;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2 version 1.3 (RFC 9106) by Bouncy Castle. Bounds are the caller's business: this allocates what it is told to.
 *
 * @param memoryKib at least 8 for each lane
 * @param iterations passes over the memory
 * @param parallelism lanes; they are computed one after another
 */
public record Argon2(Variant variant, int memoryKib, int iterations, int parallelism) {
    /** How blocks are chosen (RFC 9106, section 3.4). */
    public enum Variant {
        I(Argon2Parameters.ARGON2_i),
        ID(Argon2Parameters.ARGON2_id);

        private final int code;

        Variant(int code) {
            this.code = code;
        }
    }

    /**
     * Fills {@code tag} from all the inputs of RFC 9106, section 3.1; {@code secret} and {@code associatedData} may be
     * empty. Bouncy Castle clears its memory blocks when done.
     */
    public void fill(byte[] tag, byte[] password, byte[] salt, byte[] secret, byte[] associatedData) {
        Argon2Parameters.Builder builder = new Argon2Parameters.Builder(variant.code)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .withSecret(secret)
                .withAdditional(associatedData);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(builder.build());
        generator.generateBytes(password, tag);
    }
}
