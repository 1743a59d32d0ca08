// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a request asks for (KMIP 1.4 section 9.1.3.2.27, KMIP 2.1 section 11). Requests and responses of some are typed here, the rest survive as they came. */
public enum Operation implements Enumerated<Operation> {
    /** Create. */
    CREATE(0x00000001),
    /** Create Key Pair. */
    CREATE_KEY_PAIR(0x00000002),
    /** Register. */
    REGISTER(0x00000003),
    /** Re-key. */
    RE_KEY(0x00000004),
    /** Derive Key. */
    DERIVE_KEY(0x00000005),
    /** Certify. */
    CERTIFY(0x00000006),
    /** Re-certify. */
    RE_CERTIFY(0x00000007),
    /** Locate. */
    LOCATE(0x00000008),
    /** Check. */
    CHECK(0x00000009),
    /** Get. */
    GET(0x0000000A),
    /** Get Attributes. */
    GET_ATTRIBUTES(0x0000000B),
    /** Get Attribute List. */
    GET_ATTRIBUTE_LIST(0x0000000C),
    /** Add Attribute. */
    ADD_ATTRIBUTE(0x0000000D),
    /** Modify Attribute. */
    MODIFY_ATTRIBUTE(0x0000000E),
    /** Delete Attribute. */
    DELETE_ATTRIBUTE(0x0000000F),
    /** Obtain Lease. */
    OBTAIN_LEASE(0x00000010),
    /** Get Usage Allocation. */
    GET_USAGE_ALLOCATION(0x00000011),
    /** Activate. */
    ACTIVATE(0x00000012),
    /** Revoke. */
    REVOKE(0x00000013),
    /** Destroy. */
    DESTROY(0x00000014),
    /** Archive. */
    ARCHIVE(0x00000015),
    /** Recover. */
    RECOVER(0x00000016),
    /** Validate. */
    VALIDATE(0x00000017),
    /** Query. */
    QUERY(0x00000018),
    /** Cancel. */
    CANCEL(0x00000019),
    /** Poll. */
    POLL(0x0000001A),
    /** Notify. */
    NOTIFY(0x0000001B),
    /** Put. */
    PUT(0x0000001C),
    /** Re-key Key Pair. */
    RE_KEY_KEY_PAIR(0x0000001D),
    /** Discover Versions. */
    DISCOVER_VERSIONS(0x0000001E),
    /** Encrypt. */
    ENCRYPT(0x0000001F),
    /** Decrypt. */
    DECRYPT(0x00000020),
    /** Sign. */
    SIGN(0x00000021),
    /** Signature Verify. */
    SIGNATURE_VERIFY(0x00000022),
    /** MAC. */
    MAC(0x00000023),
    /** MAC Verify. */
    MAC_VERIFY(0x00000024),
    /** RNG Retrieve. */
    RNG_RETRIEVE(0x00000025),
    /** RNG Seed. */
    RNG_SEED(0x00000026),
    /** Hash. */
    HASH(0x00000027),
    /** Create Split Key. */
    CREATE_SPLIT_KEY(0x00000028),
    /** Join Split Key. */
    JOIN_SPLIT_KEY(0x00000029),
    /** Import. */
    IMPORT(0x0000002A),
    /** Export. */
    EXPORT(0x0000002B),
    /** Log. */
    LOG(0x0000002C),
    /** Login. */
    LOGIN(0x0000002D),
    /** Logout. */
    LOGOUT(0x0000002E),
    /** Delegated Login. */
    DELEGATED_LOGIN(0x0000002F),
    /** Adjust Attribute. */
    ADJUST_ATTRIBUTE(0x00000030),
    /** Set Attribute. */
    SET_ATTRIBUTE(0x00000031),
    /** Set Endpoint Role. */
    SET_ENDPOINT_ROLE(0x00000032),
    /** PKCS#11. */
    PKCS11(0x00000033),
    /** Interop. */
    INTEROP(0x00000034),
    /** Re-Provision. */
    RE_PROVISION(0x00000035);

    static final EnumTable<Operation> TABLE = new EnumTable<>(values());

    private final int value;

    Operation(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
