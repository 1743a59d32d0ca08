// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What became of an operation that was to be cancelled (KMIP 1.4 section 9.1.3.2.25, KMIP 2.1 section 11). */
public enum CancellationResult implements Enumerated<CancellationResult> {
    /** Canceled. */
    CANCELED(0x00000001),
    /** Unable to Cancel. */
    UNABLE_TO_CANCEL(0x00000002),
    /** Completed. */
    COMPLETED(0x00000003),
    /** Failed. */
    FAILED(0x00000004),
    /** Unavailable. */
    UNAVAILABLE(0x00000005);

    static final EnumTable<CancellationResult> TABLE = new EnumTable<>(values());

    private final int value;

    CancellationResult(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
