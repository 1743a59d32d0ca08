// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.internal.io.RangeCipher;

/**
 * From the old form of the content to the new one, for any run of whole cipher blocks. Thread-safe.
 *
 * @param before decrypts the old form; null if it is plaintext
 * @param after encrypts the new form; null if it is plaintext
 */
public record Conversion(
        @Nullable RangeCipher before, @Nullable RangeCipher after) implements AutoCloseable {
    /** Converts in place; the position stays. */
    void apply(long offsetBytes, ByteBuffer content) {
        if (before != null) {
            before.decrypt(offsetBytes, content.duplicate(), content.duplicate());
        }
        if (after != null) {
            after.encrypt(offsetBytes, content.duplicate(), content.duplicate());
        }
    }

    /** Whether the new form is ciphertext; else the old one is. */
    boolean makesCiphertext() {
        return after != null;
    }

    @Override
    public void close() {
        if (before != null) {
            before.close();
        }
        if (after != null) {
            after.close();
        }
    }
}
