// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Who asks, beside what TLS says (KMIP 1.4 section 2.1.2). Passwords are not printed, and wiped on demand. */
public sealed interface Credential {
    /**
     * A user, or an application of a hosted key server.
     *
     * @param username the name
     * @param password UTF-8, or null for none
     */
    record UserPassword(String username, @Nullable ByteString password) implements Credential {}

    /**
     * A device; each part may be null, but one that is unique must be there.
     *
     * @param serialNumber of the device
     * @param password UTF-8
     * @param deviceIdentifier of the device
     * @param networkIdentifier such as a MAC address
     * @param machineIdentifier of the machine that it is in
     * @param mediaIdentifier of the medium that it is
     */
    record Device(
            @Nullable String serialNumber,
            @Nullable ByteString password,
            @Nullable String deviceIdentifier,
            @Nullable String networkIdentifier,
            @Nullable String machineIdentifier,
            @Nullable String mediaIdentifier)
            implements Credential {}

    /**
     * A credential of another type.
     *
     * @param type its type
     * @param fields what it is made of
     */
    record Other(Enumerated<CredentialType> type, List<Ttlv> fields) implements Credential {}

    /**
     * A user and a password.
     *
     * @param username the name
     * @param password still the caller's to wipe
     * @return a credential with a copy of the password
     */
    static Credential userPassword(String username, char[] password) {
        return new UserPassword(username, ByteString.utf8(password));
    }

    /** Overwrites the password. */
    default void wipe() {
        Credentials.toTtlv(this).wipe();
    }
}
