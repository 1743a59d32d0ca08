// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** An object that a server holds, as a message carries it (KMIP 1.4 section 2.2). */
public sealed interface ManagedObject {
    /**
     * What kind of object it is.
     *
     * @return the kind
     */
    ObjectType objectType();

    /**
     * A symmetric, public or private key, a part of a split key, a PGP key or secret data.
     *
     * @param objectType what kind of key
     * @param keyBlock the key
     * @param others what stands before it, such as the type of secret data
     */
    record Key(ObjectType objectType, KeyBlock keyBlock, List<Ttlv> others) implements ManagedObject {
        /**
         * A symmetric key.
         *
         * @param keyBlock the key
         */
        public Key(KeyBlock keyBlock) {
            this(ObjectType.SYMMETRIC_KEY, keyBlock, List.of());
        }
    }

    /**
     * An object without a key block: a certificate, a template, an opaque object.
     *
     * @param objectType what kind
     * @param fields what it is made of
     */
    record Other(ObjectType objectType, List<Ttlv> fields) implements ManagedObject {}
}
