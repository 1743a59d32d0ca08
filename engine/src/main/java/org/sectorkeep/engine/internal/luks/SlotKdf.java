// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import org.sectorkeep.crypto.PassphraseKdf;
import org.sectorkeep.crypto.SecretBytes;

/** How the passphrase of a key slot becomes the key of its area, and what that costs. */
sealed interface SlotKdf {
    /**
     * Derives the key of the area.
     *
     * @throws IllegalArgumentException if the costs are beyond what this Java runtime can spend
     */
    SecretBytes derive(char[] passphrase, int lengthBytes);

    /** Iterations of PBKDF2 for each block of output; 0 for others. */
    long iterationCount();

    /** Memory times passes over it, in KiB; 0 for others than Argon2. */
    long memoryPassesKib();

    /** What people are shown. */
    String description();

    /** PBKDF2, the only one of LUKS1. */
    record ByPbkdf2(LuksHash hash, int iterations, Octets salt) implements SlotKdf {
        @Override
        public SecretBytes derive(char[] passphrase, int lengthBytes) {
            return PassphraseKdf.pbkdf2(hash.pbkdf2(), passphrase, salt.toArray(), iterations, lengthBytes);
        }

        @Override
        public long iterationCount() {
            return iterations;
        }

        @Override
        public long memoryPassesKib() {
            return 0;
        }

        @Override
        public String description() {
            return "pbkdf2-" + hash.label() + ", " + iterations + " iterations";
        }
    }

    /** Argon2 version 1.3. */
    record ByArgon2(Variant variant, int memoryKib, int passes, int lanes, Octets salt) implements SlotKdf {
        enum Variant {
            ARGON2I("argon2i"),
            ARGON2ID("argon2id");

            private final String label;

            Variant(String label) {
                this.label = label;
            }

            String label() {
                return label;
            }
        }

        @Override
        public SecretBytes derive(char[] passphrase, int lengthBytes) {
            return variant == Variant.ARGON2I
                    ? PassphraseKdf.argon2i(passphrase, salt.toArray(), memoryKib, passes, lanes, lengthBytes)
                    : PassphraseKdf.argon2id(passphrase, salt.toArray(), memoryKib, passes, lanes, lengthBytes);
        }

        @Override
        public long iterationCount() {
            return 0;
        }

        @Override
        public long memoryPassesKib() {
            return (long) memoryKib * passes;
        }

        @Override
        public String description() {
            return variant.label + ", " + memoryKib + " KiB, " + passes + " passes, " + lanes + " lanes";
        }
    }
}
