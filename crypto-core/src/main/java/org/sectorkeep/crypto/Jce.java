// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * The algorithms of the JDK's own provider. It is named, not left to the order of installed providers, because what
 * the published vectors show, and which copies of a key are wiped, is known of this one.
 */
final class Jce {
    private static final String PROVIDER = "SunJCE";

    private Jce() {}

    static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw missing(transformation, e);
        }
    }

    static Mac mac(String algorithm) {
        try {
            return Mac.getInstance(algorithm, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw missing(algorithm, e);
        }
    }

    private static BugException missing(String algorithm, GeneralSecurityException cause) {
        return new BugException(
                "this Java runtime lacks \"" + algorithm + "\" of its provider \"" + PROVIDER + "\"", cause);
    }
}
