// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** How the keys of a KMIP provider come to be used. Each way opens envelopes that {@link Fetched} and its own made. */
public sealed interface KmipKeyUse {
    /** The key is fetched in the clear inside TLS, as vSphere does. It passes through buffers of the JDK's TLS. */
    record Fetched() implements KmipKeyUse {}

    /**
     * The key is fetched wrapped under a host wrapping key (AES key wrap, SP 800-38F) and unwrapped here, so that it is
     * nowhere in the clear outside locked memory.
     *
     * @param wrappingKeyId the server's id of the wrapping key; a copy of that key is kept in the provider's file
     */
    record FetchedWrapped(String wrappingKeyId) implements KmipKeyUse {
        /**
         * Checks the id.
         *
         * @param wrappingKeyId 1 to {@value KeyId#MAX_KEY_ID_BYTES} bytes of UTF-8, no control characters
         * @throws IllegalArgumentException if it is not like this
         */
        public FetchedWrapped {
            KeyId.checkKeyId(wrappingKeyId);
        }
    }

    /** The key stays in the server, which wraps and unwraps data keys itself (envelope suite 3; KMIP 1.4 or later). */
    record Remote() implements KmipKeyUse {}
}
