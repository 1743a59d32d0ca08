// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.internal.memory.SecretSlot;

/** One implementation of AES-XTS. */
public interface XtsBackend {
    /** {@code java} or {@code native}. */
    String name();

    /** What does the work in it, such as {@code vaes-512}. */
    String kernel();

    /** How much locked memory a context for a key of 32 or 64 bytes needs. */
    int secretBytes(int keyBytes);

    /**
     * Makes a context.
     *
     * @param key what remains in the buffer: 32 or 64 bytes, direct; not needed afterwards, position not moved
     * @param dataUnitBytes 512 or 4096
     * @param secret zeroed memory of {@link #secretBytes} bytes, wiped by the context's {@code wipe}
     */
    XtsContext context(ByteBuffer key, int dataUnitBytes, SecretSlot secret);
}
