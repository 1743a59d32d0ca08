// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a server is asked about itself (KMIP 1.4 section 9.1.3.2.24, KMIP 2.1 section 11). */
public enum QueryFunction implements Enumerated<QueryFunction> {
    /** Query Operations. */
    QUERY_OPERATIONS(0x00000001),
    /** Query Objects. */
    QUERY_OBJECTS(0x00000002),
    /** Query Server Information. */
    QUERY_SERVER_INFORMATION(0x00000003),
    /** Query Application Namespaces. */
    QUERY_APPLICATION_NAMESPACES(0x00000004),
    /** Query Extension List. */
    QUERY_EXTENSION_LIST(0x00000005),
    /** Query Extension Map. */
    QUERY_EXTENSION_MAP(0x00000006),
    /** Query Attestation Types. */
    QUERY_ATTESTATION_TYPES(0x00000007),
    /** Query RNGs. */
    QUERY_RNGS(0x00000008),
    /** Query Validations. */
    QUERY_VALIDATIONS(0x00000009),
    /** Query Profiles. */
    QUERY_PROFILES(0x0000000A),
    /** Query Capabilities. */
    QUERY_CAPABILITIES(0x0000000B),
    /** Query Client Registration Methods. */
    QUERY_CLIENT_REGISTRATION_METHODS(0x0000000C),
    /** Query Defaults Information. */
    QUERY_DEFAULTS_INFORMATION(0x0000000D),
    /** Query Storage Protection Masks. */
    QUERY_STORAGE_PROTECTION_MASKS(0x0000000E);

    static final EnumTable<QueryFunction> TABLE = new EnumTable<>(values());

    private final int value;

    QueryFunction(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
