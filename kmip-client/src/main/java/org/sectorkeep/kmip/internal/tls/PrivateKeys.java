// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import static org.sectorkeep.kmip.internal.tls.Der.CONTEXT_0;
import static org.sectorkeep.kmip.internal.tls.Der.INTEGER;
import static org.sectorkeep.kmip.internal.tls.Der.OBJECT_IDENTIFIER;
import static org.sectorkeep.kmip.internal.tls.Der.OCTET_STRING;
import static org.sectorkeep.kmip.internal.tls.Der.SEQUENCE;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys out of DER: PKCS#1 (RFC 8017), SEC 1 (RFC 5915), PKCS#8 (RFC 5958) plain or with PBES2 (RFC 8018). */
final class PrivateKeys {
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    /** rsaEncryption, 1.2.840.113549.1.1.1. */
    private static final String RSA_OID = "2a864886f70d010101";
    /** id-ecPublicKey, 1.2.840.10045.2.1. */
    private static final String EC_OID = "2a8648ce3d0201";

    /** Content of the algorithm's object identifier, in hex, to what the Java platform calls it. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            RSA_OID, "RSA", "2a864886f70d01010a", "RSASSA-PSS", EC_OID, "EC", "2b6570", "Ed25519", "2b6571", "Ed448");

    private PrivateKeys() {}

    /** A key in PKCS#8 without encryption. */
    static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        Der info = Der.of(der).enter(SEQUENCE);
        info.skip();
        byte[] oid = info.enter(SEQUENCE).bytes(OBJECT_IDENTIFIER);
        String algorithm = ALGORITHMS.get(HexFormat.of().formatHex(oid));
        if (algorithm == null) {
            throw new DerException();
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** An RSA key in PKCS#1. */
    static PrivateKey pkcs1(byte[] der) throws GeneralSecurityException {
        byte[] algorithm = Der.element(SEQUENCE, oid(RSA_OID), NULL);
        return dressed(algorithm, der);
    }

    /** An EC key in SEC 1, which must name its curve. */
    static PrivateKey sec1(byte[] der) throws GeneralSecurityException {
        Der key = Der.of(der).enter(SEQUENCE);
        key.skip();
        key.skip();
        byte[] curve = key.enter(CONTEXT_0).bytes(OBJECT_IDENTIFIER);
        byte[] algorithm = Der.element(SEQUENCE, oid(EC_OID), Der.element(OBJECT_IDENTIFIER, curve));
        return dressed(algorithm, der);
    }

    private static byte[] oid(String hex) {
        return Der.element(OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
    }

    private static PrivateKey dressed(byte[] algorithm, byte[] der) throws GeneralSecurityException {
        byte[] octets = Der.element(OCTET_STRING, der);
        byte[] pkcs8 = Der.element(SEQUENCE, VERSION_0, algorithm, octets);
        try {
            return pkcs8(pkcs8);
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** A key in PKCS#8, encrypted by a password. */
    static PrivateKey encryptedPkcs8(byte[] der, char[] password) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // For PBES2 the name is in the parameters: getAlgName says "PBES2", for which there is no key factory.
        String algorithm =
                info.getAlgName().startsWith("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password);
        byte[] pkcs8 = {};
        try {
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            pkcs8 = cipher.doFinal(info.getEncryptedData());
            return pkcs8(pkcs8);
        } finally {
            spec.clearPassword();
            Arrays.fill(pkcs8, (byte) 0);
        }
    }
}
