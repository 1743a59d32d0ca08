// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.util.Arrays;
import java.util.Optional;

/** What is done to a disk in its place. */
public enum OperationKind {
    ENCRYPT(1, "encrypt"),
    DECRYPT(2, "decrypt"),
    REKEY(3, "rekey");

    private final int code;
    private final String label;

    OperationKind(int code, String label) {
        this.code = code;
        this.label = label;
    }

    int code() {
        return code;
    }

    public String label() {
        return label;
    }

    static Optional<OperationKind> ofCode(int code) {
        return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }

    public static Optional<OperationKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
