// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.Serial;

/**
 * The native engine was demanded, and there is none. The message says why: another platform, a CPU without AES
 * instructions, no library in the jar, or one that could not be loaded or gave wrong answers.
 */
public final class NativeEngineUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    NativeEngineUnavailableException(String reason) {
        super("native engine is unavailable: " + reason);
    }
}
