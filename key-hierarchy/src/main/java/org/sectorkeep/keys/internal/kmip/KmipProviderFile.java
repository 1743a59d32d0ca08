// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyStoreFormatException;
import org.sectorkeep.keys.internal.local.StoreHeader;
import org.sectorkeep.keys.internal.seal.CommittingSeal;

/**
 * The file of a KMIP provider: a readable description, the protection, and the secrets sealed under it. The seal covers
 * the description too, so that nobody who can write the file but not open it turns the password to another server.
 * Immutable. The layout is defined in {@code docs/on-disk-format.md} and never changes.
 */
public final class KmipProviderFile {
    /** The file's name in its provider's folder. */
    public static final String NAME = "kmip.provider";

    /** The longest file that is read or written. */
    public static final int MAX_BYTES = 1024 * 1024;

    private static final String SECRETS = "secrets=";
    private static final byte[] INFO = "sectorkeep/kmip-provider/v1/secrets".getBytes(StandardCharsets.US_ASCII);

    private final ProviderDescription description;
    private final StoreHeader protection;
    private final byte[] sealed;
    private final byte[] encoded;

    private KmipProviderFile(ProviderDescription description, StoreHeader protection, byte[] sealed, byte[] encoded) {
        this.description = description;
        this.protection = protection;
        this.sealed = sealed;
        this.encoded = encoded;
    }

    /** Makes a file; the secrets stay the caller's. */
    public static KmipProviderFile seal(
            ProviderDescription description, StoreHeader protection, DerivationKey key, ProviderSecrets secrets) {
        return seal(description, protection, key, secrets, RandomBytes.array(CommittingSeal.SALT_BYTES));
    }

    /** Seals with a given salt, which must never have been used with this key: for test vectors. */
    static KmipProviderFile seal(
            ProviderDescription description,
            StoreHeader protection,
            DerivationKey key,
            ProviderSecrets secrets,
            byte[] salt) {
        String before = textBefore(description, protection);
        try (CommittingSeal seal = key.seal(salt, INFO);
                SecretBytes plain = secrets.encode()) {
            byte[] ciphertext = seal.seal(utf8(before), plain);
            byte[] sealed = ByteBuffer.allocate(salt.length + CommittingSeal.COMMITMENT_BYTES + ciphertext.length)
                    .put(salt)
                    .put(seal.commitment())
                    .put(ciphertext)
                    .array();
            return new KmipProviderFile(
                    description, protection, sealed, utf8(before + DescriptionText.base64(sealed) + "\n"));
        }
    }

    private static String textBefore(ProviderDescription description, StoreHeader protection) {
        return DescriptionText.write(description)
                + "protection=" + DescriptionText.base64(protection.encode()) + "\n"
                + SECRETS;
    }

    /** Reads a file. Nothing in it is authenticated before {@link #open}. */
    public static KmipProviderFile decode(byte[] encoded) throws ProviderFileException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(encoded))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProviderFileException("it is not UTF-8", e);
        }
        DescriptionText.Lines lines = new DescriptionText.Lines(text);
        ProviderDescription description = DescriptionText.read(lines);
        StoreHeader protection;
        try {
            protection = StoreHeader.decode(lines.base64("protection"));
        } catch (KeyStoreFormatException e) {
            throw new ProviderFileException("its protection is damaged: " + e.getMessage(), e);
        }
        byte[] sealed = lines.base64("secrets");
        lines.end();
        if (sealed.length < CommittingSeal.SALT_BYTES + CommittingSeal.COMMITMENT_BYTES) {
            throw new ProviderFileException("its secrets are too short");
        }
        KmipProviderFile file = new KmipProviderFile(description, protection, sealed, encoded.clone());
        if (!Arrays.equals(
                utf8(textBefore(description, protection) + DescriptionText.base64(sealed) + "\n"), encoded)) {
            throw new ProviderFileException("it is not in the one form that this program writes");
        }
        return file;
    }

    /** Whether a file begins like one of this kind. */
    public static boolean isOne(byte[] content) {
        byte[] start = utf8(DescriptionText.FIRST_LINE + "\n");
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    /**
     * Opens the secrets, and so checks every byte of the file.
     *
     * @throws ProviderFileException if a byte is not as it was written under this key
     */
    public ProviderSecrets open(DerivationKey key) throws ProviderFileException {
        byte[] salt = Arrays.copyOf(sealed, CommittingSeal.SALT_BYTES);
        int start = CommittingSeal.SALT_BYTES + CommittingSeal.COMMITMENT_BYTES;
        byte[] commitment = Arrays.copyOfRange(sealed, CommittingSeal.SALT_BYTES, start);
        byte[] ciphertext = Arrays.copyOfRange(sealed, start, sealed.length);
        try (CommittingSeal seal = key.seal(salt, INFO);
                SecretBytes plain = seal.open(commitment, utf8(textBefore(description, protection)), ciphertext)) {
            return ProviderSecrets.decode(plain);
        } catch (AuthenticationException e) {
            throw new ProviderFileException("it was changed by something that does not have its key", e);
        }
    }

    /** What it says in the clear. */
    public ProviderDescription description() {
        return description;
    }

    /** What the secrets are sealed under. */
    public StoreHeader protection() {
        return protection;
    }

    /** The file's bytes, the caller's own copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
