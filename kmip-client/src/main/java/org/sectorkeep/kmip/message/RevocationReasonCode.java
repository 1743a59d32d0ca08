// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** Why a key is revoked (KMIP 1.4 section 9.1.3.2.19, KMIP 2.1 section 11). */
public enum RevocationReasonCode implements Enumerated<RevocationReasonCode> {
    /** Unspecified. */
    UNSPECIFIED(0x00000001),
    /** Key Compromise. */
    KEY_COMPROMISE(0x00000002),
    /** CA Compromise. */
    CA_COMPROMISE(0x00000003),
    /** Affiliation Changed. */
    AFFILIATION_CHANGED(0x00000004),
    /** Superseded. */
    SUPERSEDED(0x00000005),
    /** Cessation of Operation. */
    CESSATION_OF_OPERATION(0x00000006),
    /** Privilege Withdrawn. */
    PRIVILEGE_WITHDRAWN(0x00000007);

    static final EnumTable<RevocationReasonCode> TABLE = new EnumTable<>(values());

    private final int value;

    RevocationReasonCode(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
