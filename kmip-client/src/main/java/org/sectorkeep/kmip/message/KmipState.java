// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How far an object is in its life (KMIP 1.4 section 9.1.3.2.18, KMIP 2.1 section 11). */
public enum KmipState implements Enumerated<KmipState> {
    /** Pre-Active. */
    PRE_ACTIVE(0x00000001),
    /** Active. */
    ACTIVE(0x00000002),
    /** Deactivated. */
    DEACTIVATED(0x00000003),
    /** Compromised. */
    COMPROMISED(0x00000004),
    /** Destroyed. */
    DESTROYED(0x00000005),
    /** Destroyed Compromised. */
    DESTROYED_COMPROMISED(0x00000006);

    static final EnumTable<KmipState> TABLE = new EnumTable<>(values());

    private final int value;

    KmipState(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
