// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows our one certificate to whoever asks for one, also if the server's list of authorities lacks its issuer: a
 * self-signed certificate that was registered with the server is on no such list. Remembers whether it was asked.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final @Nullable Identity identity;
    private volatile boolean asked;
    private volatile boolean shown;

    IdentityKeyManager(@Nullable Identity identity) {
        this.identity = identity;
    }

    /** Whether the server asked for a certificate. */
    boolean wasAsked() {
        return asked;
    }

    /** Whether ours was shown. */
    boolean hasShown() {
        return shown;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        asked = true;
        if (identity == null || Arrays.stream(keyTypes).noneMatch(type -> fits(type, identity))) {
            return null;
        }
        shown = true;
        return ALIAS;
    }

    /** Types are named by algorithm ("EC", "RSA", "RSASSA-PSS", "EdDSA"), in older cipher suites with the way of exchange. */
    private static boolean fits(String keyType, Identity identity) {
        String algorithm = identity.key().getAlgorithm();
        return keyType.equals(algorithm)
                || keyType.startsWith(algorithm + "_")
                || (keyType.equals("EdDSA") && algorithm.startsWith("Ed"));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return identity == null ? null : identity.key();
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
