// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import org.sectorkeep.crypto.internal.bc.ClientX509;

/**
 * A fresh key pair with which a TLS client proves who it is, and the certificate or signing request that goes with it:
 * one common name, key usage {@code digitalSignature}, extended key usage {@code clientAuth}, no certificate authority
 * (RFC 5280). While it is made, the private key is also on the Java heap, in objects of the JDK that are garbage when
 * the method returns.
 *
 * <p>Safe for use by many threads.
 */
public final class NewClientIdentity implements AutoCloseable {
    /** The longest common name, in characters (RFC 5280 appendix A.1, ub-common-name). */
    public static final int MAX_COMMON_NAME_CHARS = 64;

    private static final int SERIAL_BYTES = 16;

    private final SecretBytes privateKey;
    private final byte[] document;

    private NewClientIdentity(SecretBytes privateKey, byte[] document) {
        this.privateKey = privateKey;
        this.document = document;
    }

    /** What is made for a key pair. */
    @FunctionalInterface
    private interface Document {
        byte[] of(KeyPair pair) throws IOException, GeneralSecurityException;
    }

    /**
     * Makes a key pair and a certificate signed with it.
     *
     * @param kind the kind of key pair
     * @param commonName 1 to {@value #MAX_COMMON_NAME_CHARS} characters, none of them a control character
     * @param from when the certificate begins to be valid
     * @param validity for how long, at least a second
     * @return the private key and an X.509 certificate, to be closed by the caller
     * @throws IllegalArgumentException if the name or the validity is not as said
     */
    public static NewClientIdentity selfSigned(ClientKeyKind kind, String commonName, Instant from, Duration validity) {
        requireName(commonName);
        if (validity.toSeconds() < 1) {
            throw new IllegalArgumentException("validity is " + validity + ", expected at least a second");
        }
        byte[] serial = RandomBytes.array(SERIAL_BYTES);
        serial[0] = (byte) ((serial[0] & 0x3F) | 0x40); // positive, and always of 16 bytes
        return make(
                kind,
                pair -> ClientX509.selfSigned(pair, commonName, new BigInteger(serial), from, from.plus(validity)));
    }

    /**
     * Makes a key pair and a request to sign its public key.
     *
     * @param kind the kind of key pair
     * @param commonName 1 to {@value #MAX_COMMON_NAME_CHARS} characters, none of them a control character
     * @return the private key and a PKCS#10 request (RFC 2986), to be closed by the caller
     * @throws IllegalArgumentException if the name is not as said
     */
    public static NewClientIdentity signingRequest(ClientKeyKind kind, String commonName) {
        requireName(commonName);
        return make(kind, pair -> ClientX509.signingRequest(pair, commonName));
    }

    private static void requireName(String commonName) {
        if (commonName.isBlank()
                || commonName.length() > MAX_COMMON_NAME_CHARS
                || commonName.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "common name '" + commonName + "' is not 1 to " + MAX_COMMON_NAME_CHARS + " printable characters");
        }
    }

    private static NewClientIdentity make(ClientKeyKind kind, Document document) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm());
            generator.initialize(kind.bits());
            KeyPair pair = generator.generateKeyPair();
            byte[] made = document.of(pair);
            return new NewClientIdentity(SecretBytes.takeFrom(pair.getPrivate().getEncoded()), made);
        } catch (GeneralSecurityException | IOException e) {
            throw new BugException("every Java makes and signs with " + kind + " keys", e);
        }
    }

    /**
     * The private key.
     *
     * @return PKCS#8 in DER (RFC 5208); closed with this object
     */
    public SecretBytes privateKey() {
        return privateKey;
    }

    /**
     * What was made for the public key.
     *
     * @return the certificate or the signing request in DER, the caller's own copy
     */
    public byte[] document() {
        return document.clone();
    }

    /** Wipes the private key. */
    @Override
    public void close() {
        privateKey.close();
    }
}
