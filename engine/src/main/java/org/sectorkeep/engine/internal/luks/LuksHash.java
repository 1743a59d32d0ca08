// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.sectorkeep.crypto.Pbkdf2;
import org.sectorkeep.engine.UnsupportedLuksException;

/** The hashes of LUKS headers that are supported. */
enum LuksHash {
    SHA1("sha1", "SHA-1", Pbkdf2.Hash.SHA_1),
    SHA256("sha256", "SHA-256", Pbkdf2.Hash.SHA_256),
    SHA512("sha512", "SHA-512", Pbkdf2.Hash.SHA_512);

    private final String label;
    private final String algorithm;
    private final Pbkdf2.Hash pbkdf2;

    LuksHash(String label, String algorithm, Pbkdf2.Hash pbkdf2) {
        this.label = label;
        this.algorithm = algorithm;
        this.pbkdf2 = pbkdf2;
    }

    static LuksHash named(Path file, String label) throws UnsupportedLuksException {
        for (LuksHash hash : values()) {
            if (hash.label.equals(label)) {
                return hash;
            }
        }
        throw new UnsupportedLuksException(file, "hash '" + label + "', expected sha1, sha256 or sha512");
    }

    String label() {
        return label;
    }

    Pbkdf2.Hash pbkdf2() {
        return pbkdf2;
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
