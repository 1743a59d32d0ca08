// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

/**
 * What one guess at a passphrase costs: Argon2id, version 0x13 (RFC 9106).
 *
 * @param memoryKib 8,192 to 1,048,576
 * @param iterations 1 to 16
 * @param parallelism 1 to 16
 */
public record Argon2Cost(int memoryKib, int iterations, int parallelism) {
    /** RFC 9106 section 4, second recommendation: 64 MiB, 3 iterations, 4 lanes. */
    public static final Argon2Cost DEFAULT = new Argon2Cost(65_536, 3, 4);

    static final int MIN_MEMORY_KIB = 8_192;
    static final int MAX_MEMORY_KIB = 1_048_576;
    static final int MAX_ITERATIONS = 16;
    static final int MAX_PARALLELISM = 16;
}
