// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a credential holds (KMIP 1.4 section 9.1.3.2.1, KMIP 2.1 section 11). */
public enum CredentialType implements Enumerated<CredentialType> {
    /** Username and Password. */
    USERNAME_AND_PASSWORD(0x00000001),
    /** Device. */
    DEVICE(0x00000002),
    /** Attestation. */
    ATTESTATION(0x00000003),
    /** One Time Password. */
    ONE_TIME_PASSWORD(0x00000004),
    /** Hashed Password. */
    HASHED_PASSWORD(0x00000005),
    /** Ticket. */
    TICKET(0x00000006);

    static final EnumTable<CredentialType> TABLE = new EnumTable<>(values());

    private final int value;

    CredentialType(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
