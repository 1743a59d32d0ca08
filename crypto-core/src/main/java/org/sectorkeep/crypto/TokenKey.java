// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * An AES-256 key that is in a PKCS#11 token (an HSM, a TPM, a smart card) and never leaves it: the token itself seals and
 * opens, by AES-GCM (SP 800-38D). It protects what is sealed from whoever has the machine's storage but not the token and its
 * PIN; it does not protect from whoever may use the token. The key is made when it is first needed.
 *
 * <p>The JDK's own provider SunPKCS11 does the work. Safe for use by many threads.
 */
public final class TokenKey {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final String ATTRIBUTES = """
        attributes(*, CKO_SECRET_KEY, CKK_AES) = {
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
        }
        """;

    private final Provider provider;
    private final SecretKey key;

    private TokenKey(Provider provider, SecretKey key) {
        this.provider = provider;
        this.key = key;
    }

    /**
     * Opens the key of a token, or makes it.
     *
     * @param library the token's PKCS#11 library
     * @param slotIndex which of the slots that the library lists, from 0 on
     * @param label the key's label in the token
     * @param pin the user's PIN; stays the caller's, who wipes it
     * @return the key, of use until the process ends
     * @throws IOException if the library or the token cannot be used, or the PIN is wrong; the message does not tell the PIN
     */
    public static TokenKey open(Path library, int slotIndex, String label, char[] pin) throws IOException {
        try {
            Provider provider = provider(library, slotIndex);
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin);
            if (!token.containsAlias(label)) {
                KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
                generator.init(KEY_BITS);
                token.setKeyEntry(label, generator.generateKey(), null, null);
            }
            if (token.getKey(label, null) instanceof SecretKey key && key.getEncoded() == null) {
                return new TokenKey(provider, key);
            }
            throw new IOException("the key '" + label + "' of token library '" + library + "' can be taken out of it");
        } catch (GeneralSecurityException
                | ProviderException
                | InvalidParameterException
                | UnsupportedOperationException e) {
            throw new IOException(
                    "the token in slot " + slotIndex + " of '" + library + "' cannot be used: " + reason(e), e);
        }
    }

    private static Provider provider(Path library, int slotIndex) throws IOException {
        Provider base = Security.getProvider("SunPKCS11");
        if (base == null) {
            throw new IOException("this Java has no PKCS#11 provider");
        }
        String name = "sectorkeep-" + Integer.toHexString(library.hashCode()) + "-" + slotIndex;
        String file = library.toString();
        if (file.indexOf('\n') >= 0 || file.indexOf('"') >= 0) {
            throw new IOException("'" + library + "' is no name for a library");
        }
        return base.configure(
                "--name = " + name + "\nlibrary = \"" + file + "\"\nslotListIndex = " + slotIndex + "\n" + ATTRIBUTES);
    }

    /** What the token said, such as {@code CKR_PIN_INCORRECT}. */
    private static String reason(Exception failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    /**
     * Seals a secret under a fresh random nonce.
     *
     * @param associatedData authenticated, not hidden, and not part of the result
     * @param secret stays the caller's
     * @return the nonce, the ciphertext and the tag
     * @throws IOException if the token fails
     */
    public byte[] seal(byte[] associatedData, SecretBytes secret) throws IOException {
        byte[] nonce = RandomBytes.array(NONCE_BYTES);
        byte[] plaintext = secret.readArray(byte[]::clone);
        try {
            byte[] ciphertext =
                    cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + ciphertext.length);
            System.arraycopy(ciphertext, 0, sealed, NONCE_BYTES, ciphertext.length);
            return sealed;
        } catch (GeneralSecurityException | ProviderException e) {
            throw new IOException("the token did not seal: " + reason(e), e);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @param associatedData the bytes given to {@code seal}
     * @param sealed what it made
     * @return the secret, to be closed by the caller
     * @throws AuthenticationException if the token says that any of it is not as it was sealed under this key
     * @throws IOException if the token fails
     */
    public SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException, IOException {
        if (sealed.length < NONCE_BYTES) {
            throw new AuthenticationException();
        }
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, associatedData);
            return SecretBytes.takeFrom(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            throw new AuthenticationException();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new IOException("the token did not open: " + reason(e), e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION, provider);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    /** Where the key is, never the key. */
    @Override
    public String toString() {
        return "TokenKey[" + provider.getName() + "]";
    }
}
