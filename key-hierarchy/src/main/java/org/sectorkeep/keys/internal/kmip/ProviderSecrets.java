// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;

/**
 * What a KMIP provider must hide, in memory: each is there or not. Encoded as four fields, empty for what is not there.
 * The fields belong to this object, which closes them.
 *
 * @param passwordOrNull the user's password in UTF-8
 * @param clientKeyOrNull the private key of our certificate, PKCS#8
 * @param newClientKeyOrNull the private key of a certificate that is still to come, PKCS#8
 * @param wrappingKeyOrNull the host wrapping key, 16, 24 or 32 bytes
 */
public record ProviderSecrets(
        @Nullable SecretBytes passwordOrNull,
        @Nullable SecretBytes clientKeyOrNull,
        @Nullable SecretBytes newClientKeyOrNull,
        @Nullable SecretBytes wrappingKeyOrNull)
        implements AutoCloseable {
    private static final int FIELDS = 4;

    /** Nothing at all. */
    public static ProviderSecrets none() {
        return new ProviderSecrets(null, null, null, null);
    }

    /** The user's password. */
    public Optional<SecretBytes> password() {
        return Optional.ofNullable(passwordOrNull);
    }

    /** The private key of our certificate. */
    public Optional<SecretBytes> clientKey() {
        return Optional.ofNullable(clientKeyOrNull);
    }

    /** The private key of a certificate that is still to come. */
    public Optional<SecretBytes> newClientKey() {
        return Optional.ofNullable(newClientKeyOrNull);
    }

    /** The host wrapping key. */
    public Optional<SecretBytes> wrappingKey() {
        return Optional.ofNullable(wrappingKeyOrNull);
    }

    /** Copies of all, for whoever closes them at another time. */
    public ProviderSecrets copy() {
        return new ProviderSecrets(
                copy(passwordOrNull), copy(clientKeyOrNull), copy(newClientKeyOrNull), copy(wrappingKeyOrNull));
    }

    /** Copies, with a wrapping key that is taken over. */
    public ProviderSecrets with(@Nullable SecretBytes wrappingKey) {
        return new ProviderSecrets(copy(passwordOrNull), copy(clientKeyOrNull), copy(newClientKeyOrNull), wrappingKey);
    }

    /** Copies, with a password and a client key in place of the former where given; these are taken over. */
    public ProviderSecrets replaced(@Nullable SecretBytes password, @Nullable SecretBytes clientKey) {
        return new ProviderSecrets(
                password == null ? copy(passwordOrNull) : password,
                clientKey == null ? copy(clientKeyOrNull) : clientKey,
                copy(newClientKeyOrNull),
                copy(wrappingKeyOrNull));
    }

    /** Copies, with a key that waits for its certificate and is taken over. */
    public ProviderSecrets withNewClientKey(SecretBytes newClientKey) {
        return new ProviderSecrets(copy(passwordOrNull), copy(clientKeyOrNull), newClientKey, copy(wrappingKeyOrNull));
    }

    /** Copies, in which the key that waited is the client key. */
    public ProviderSecrets withNewKeyInUse() {
        return new ProviderSecrets(copy(passwordOrNull), copy(newClientKeyOrNull), null, copy(wrappingKeyOrNull));
    }

    private static @Nullable SecretBytes copy(@Nullable SecretBytes field) {
        return field == null ? null : field.copy();
    }

    private @Nullable SecretBytes[] fields() {
        return new @Nullable SecretBytes[] {passwordOrNull, clientKeyOrNull, newClientKeyOrNull, wrappingKeyOrNull};
    }

    /** One secret that holds all; the caller's. */
    SecretBytes encode() {
        int lengthBytes = 0;
        for (SecretBytes field : fields()) {
            lengthBytes += Short.BYTES + (field == null ? 0 : field.lengthBytes());
        }
        ByteBuffer all = ByteBuffer.allocateDirect(lengthBytes);
        try {
            for (SecretBytes field : fields()) {
                all.putShort((short) (field == null ? 0 : field.lengthBytes()));
                if (field != null) {
                    field.read(all::put);
                }
            }
            return SecretBytes.copyOf(all.flip());
        } finally {
            wipe(all);
        }
    }

    /** Reads what {@link #encode} made. */
    static ProviderSecrets decode(SecretBytes encoded) throws ProviderFileException {
        List<@Nullable SecretBytes> fields = encoded.read(ProviderSecrets::split);
        if (fields.size() != FIELDS) {
            fields.forEach(ProviderSecrets::close);
            throw new ProviderFileException("its secrets are not of the form that this program knows");
        }
        return new ProviderSecrets(fields.get(0), fields.get(1), fields.get(2), fields.get(3));
    }

    /** The fields, up to the first that goes beyond the end. */
    private static List<@Nullable SecretBytes> split(ByteBuffer encoded) {
        ByteBuffer in = encoded.slice().order(ByteOrder.BIG_ENDIAN);
        List<@Nullable SecretBytes> fields = new ArrayList<>();
        while (in.remaining() >= Short.BYTES) {
            int lengthBytes = Short.toUnsignedInt(in.getShort());
            if (lengthBytes > in.remaining()) {
                break;
            }
            fields.add(lengthBytes == 0 ? null : SecretBytes.copyOf(in.slice(in.position(), lengthBytes)));
            in.position(in.position() + lengthBytes);
        }
        return fields;
    }

    private static void wipe(ByteBuffer direct) {
        direct.clear();
        while (direct.hasRemaining()) {
            direct.put((byte) 0);
        }
    }

    private static void close(@Nullable SecretBytes field) {
        if (field != null) {
            field.close();
        }
    }

    /** Wipes what is there. */
    @Override
    public void close() {
        for (SecretBytes field : fields()) {
            close(field);
        }
    }
}
