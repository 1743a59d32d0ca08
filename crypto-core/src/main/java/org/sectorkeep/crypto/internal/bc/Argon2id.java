// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.bc;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id version 1.3 (RFC 9106) by Bouncy Castle. Bounds are the caller's business: this allocates what it is told to.
 *
 * @param memoryKib at least 8 for each lane
 * @param iterations passes over the memory
 * @param parallelism lanes; they are computed one after another
 */
public record Argon2id(int memoryKib, int iterations, int parallelism) {
    /**
     * Fills {@code tag} from all the inputs of RFC 9106, section 3.1; {@code secret} and {@code associatedData} may be
     * empty. Bouncy Castle clears its memory blocks when done.
     */
    public void fill(byte[] tag, byte[] password, byte[] salt, byte[] secret, byte[] associatedData) {
        Argon2Parameters.Builder builder = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
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
