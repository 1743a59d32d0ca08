// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How an operation ended (KMIP 1.4 section 9.1.3.2.28, KMIP 2.1 section 11). */
public enum ResultStatus implements Enumerated<ResultStatus> {
    /** Success. */
    SUCCESS(0x00000000),
    /** Operation Failed. */
    OPERATION_FAILED(0x00000001),
    /** Operation Pending. */
    OPERATION_PENDING(0x00000002),
    /** Operation Undone. */
    OPERATION_UNDONE(0x00000003);

    static final EnumTable<ResultStatus> TABLE = new EnumTable<>(values());

    private final int value;

    ResultStatus(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
