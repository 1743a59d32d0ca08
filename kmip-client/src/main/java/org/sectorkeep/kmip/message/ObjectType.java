// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What kind of object a server holds (KMIP 1.4 section 9.1.3.2.12, KMIP 2.1 section 11). */
public enum ObjectType implements Enumerated<ObjectType> {
    /** Certificate. */
    CERTIFICATE(0x00000001),
    /** Symmetric Key. */
    SYMMETRIC_KEY(0x00000002),
    /** Public Key. */
    PUBLIC_KEY(0x00000003),
    /** Private Key. */
    PRIVATE_KEY(0x00000004),
    /** Split Key. */
    SPLIT_KEY(0x00000005),
    /** Template. */
    TEMPLATE(0x00000006),
    /** Secret Data. */
    SECRET_DATA(0x00000007),
    /** Opaque Object. */
    OPAQUE_OBJECT(0x00000008),
    /** PGP Key. */
    PGP_KEY(0x00000009),
    /** Certificate Request. */
    CERTIFICATE_REQUEST(0x0000000A);

    static final EnumTable<ObjectType> TABLE = new EnumTable<>(values());

    private final int value;

    ObjectType(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
