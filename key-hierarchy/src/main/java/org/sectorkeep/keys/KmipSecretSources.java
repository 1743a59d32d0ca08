// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.kmip.ProviderSecrets;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TlsIdentityReader;
import org.sectorkeep.kmip.TlsMaterialException;

/** Reads the secrets of a new KMIP provider from where the user has them. */
final class KmipSecretSources {
    private static final int MAX_PASSWORD_BYTES = 1024;
    private static final int UTF8_BYTES_A_CHAR = 3;
    private static final List<Integer> WRAPPING_KEY_BYTES = List.of(16, 24, 32);

    private KmipSecretSources() {}

    /** What was given, the secrets the caller's; the chain is empty if there is no certificate. */
    record Given(ProviderSecrets secrets, List<X509Certificate> chain) {}

    /** A private key in PKCS#8 with its certificates. */
    private record Identity(SecretBytes key, List<X509Certificate> chain) {}

    /** Reads password and identity, as far as they are given. */
    static Given given(KmipLogin login, String user) throws IOException {
        SecretBytes password = password(login.passwordOrNull(), user);
        boolean complete = false;
        try {
            KmipLogin.@Nullable ClientIdentity source = login.identityOrNull();
            Given given = new Given(new ProviderSecrets(password, null, null, null), List.of());
            if (source != null) {
                Identity identity = identity(source);
                given = new Given(new ProviderSecrets(password, identity.key(), null, null), identity.chain());
            }
            complete = true;
            return given;
        } finally {
            if (!complete && password != null) {
                password.close();
            }
        }
    }

    private static @Nullable SecretBytes password(@Nullable PassphraseSource source, String user) throws IOException {
        if (source == null) {
            return null;
        }
        char[] password = source.passphrase("password of user '" + user + "'");
        byte[] utf8 = new byte[UTF8_BYTES_A_CHAR * password.length];
        try {
            ByteBuffer out = ByteBuffer.wrap(utf8);
            boolean isText = !StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(password), out, true)
                    .isError();
            if (!isText || out.position() == 0 || out.position() > MAX_PASSWORD_BYTES) {
                throw new ProviderException(
                        Reason.BAD_PASSPHRASE,
                        "the password is not a text of 1 to " + MAX_PASSWORD_BYTES + " bytes of UTF-8");
            }
            return SecretBytes.copyOf(out.flip());
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(utf8, (byte) 0);
        }
    }

    private static Identity identity(KmipLogin.ClientIdentity source) throws IOException {
        try {
            TlsIdentity.Held held = TlsIdentityReader.read(tlsIdentity(source)).orElseThrow();
            byte[] encoded = held.key().getEncoded();
            if (encoded == null) {
                throw new ProviderException(Reason.BAD_CERTIFICATE, "the private key has no PKCS#8 form");
            }
            return new Identity(SecretBytes.takeFrom(encoded), held.chain());
        } catch (TlsMaterialException e) {
            throw new ProviderException(Reason.BAD_CERTIFICATE, String.valueOf(e.getMessage()), e);
        }
    }

    private static TlsIdentity tlsIdentity(KmipLogin.ClientIdentity source) {
        if (source instanceof KmipLogin.Pkcs12File file) {
            return TlsIdentity.pkcs12(
                    file.file(), () -> file.password().passphrase("password of '" + file.file() + "'"));
        }
        KmipLogin.PemFiles pem = (KmipLogin.PemFiles) source;
        PassphraseSource password = pem.keyPasswordOrNull();
        return password == null
                ? TlsIdentity.pem(pem.certificateFile(), pem.keyFile())
                : TlsIdentity.encryptedPem(
                        pem.certificateFile(),
                        pem.keyFile(),
                        () -> password.passphrase("password of '" + pem.keyFile() + "'"));
    }

    static SecretBytes wrappingKey(Path file) throws IOException {
        byte[] content = BoundedFile.read(file, MAX_PASSWORD_BYTES);
        int lengthBytes = content.length;
        SecretBytes key = SecretBytes.takeFrom(content);
        if (!WRAPPING_KEY_BYTES.contains(lengthBytes)) {
            key.close();
            throw new ProviderException(
                    Reason.BAD_CERTIFICATE,
                    "wrapping key '" + file + "' has " + lengthBytes + " bytes, expected 16, 24 or 32");
        }
        return key;
    }
}
