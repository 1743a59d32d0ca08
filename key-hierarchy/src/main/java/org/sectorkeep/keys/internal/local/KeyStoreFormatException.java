// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;

/** A key store or key file that is damaged, changed, not one of ours, or of a version that is not known here. */
public final class KeyStoreFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    KeyStoreFormatException(String field, int offsetBytes, String problem) {
        super("key store: " + field + " at byte " + offsetBytes + " " + problem);
    }

    /** What is not even a key file; {@code problem} is the whole message. */
    KeyStoreFormatException(String problem) {
        super(problem);
    }

    KeyStoreFormatException(String problem, Throwable cause) {
        super("key store: " + problem, cause);
    }
}
