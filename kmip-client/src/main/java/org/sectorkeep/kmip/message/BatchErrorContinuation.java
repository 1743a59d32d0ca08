// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a server does after an item of a batch failed (KMIP 1.4 section 9.1.3.2.30, KMIP 2.1 section 11). */
public enum BatchErrorContinuation implements Enumerated<BatchErrorContinuation> {
    /** Continue. */
    CONTINUE(0x00000001),
    /** Stop. */
    STOP(0x00000002),
    /** Undo. */
    UNDO(0x00000003);

    static final EnumTable<BatchErrorContinuation> TABLE = new EnumTable<>(values());

    private final int value;

    BatchErrorContinuation(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
