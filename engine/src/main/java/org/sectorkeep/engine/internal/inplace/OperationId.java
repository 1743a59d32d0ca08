// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The random id of one operation.
 *
 * @param hex 32 digits
 */
public record OperationId(String hex) {
    static final int LENGTH_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Refuses anything but 32 lower-case digits. */
    public OperationId {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("an operation id has 32 hexadecimal digits, found '" + hex + "'");
        }
    }

    public static OperationId random() {
        byte[] bytes = new byte[LENGTH_BYTES];
        RANDOM.nextBytes(bytes);
        return of(bytes);
    }

    static OperationId of(byte[] bytes) {
        return new OperationId(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
