// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;
import org.sectorkeep.kmip.CertificatePin;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.FetchBack;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipCluster;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipListener;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.kmip.message.Credential;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.ttlv.ByteString;

/** The servers of one provider: all as one, and each alone. Nothing is connected before it is needed. Thread-safe. */
public final class KeyServers implements AutoCloseable {
    private final KmipCluster all;
    private final Description description;

    /** How they are reached, for whoever does so past the clients. */
    public record Description(TlsSettings tls, Deadlines deadlines, List<X509Certificate> ourCertificates) {
        /** The certificate that we show, if any. */
        public Optional<X509Certificate> ourCertificate() {
            return ourCertificates.stream().findFirst();
        }
    }

    private KeyServers(KmipCluster all, Description description) {
        this.all = all;
        this.description = description;
    }

    /** Servers as a provider's file describes them; the secrets stay the caller's and must outlive this. */
    public static KeyServers of(ProviderDescription description, ProviderSecrets secrets)
            throws KeyUnavailableException {
        return of(description, secrets, new KmipListener() {});
    }

    /** The same; somebody is told of each call. */
    public static KeyServers of(ProviderDescription description, ProviderSecrets secrets, KmipListener told)
            throws KeyUnavailableException {
        KmipSettings settings = description.settings();
        TlsSettings tls = tls(settings.trust(), description.certificates(), secrets);
        List<KmipClient> clients = new ArrayList<>();
        for (String server : settings.servers()) {
            clients.add(client(KmipServer.parse(server), tls, settings, secrets)
                    .listener(told)
                    .build());
        }
        return new KeyServers(
                cluster(clients, settings.use()),
                new Description(tls, deadlines(settings), description.certificates()));
    }

    /** New keys are fetched back from all servers in no other way than they are used. */
    private static KmipCluster cluster(List<KmipClient> clients, KmipKeyUse use) {
        KmipCluster.Builder builder = KmipCluster.builder(clients);
        if (use instanceof KmipKeyUse.FetchedWrapped wrapped) {
            builder.fetchBackWrapped(wrapped.wrappingKeyId());
        } else if (use instanceof KmipKeyUse.Remote) {
            builder.fetchBack(FetchBack.STATE);
        }
        return builder.build();
    }

    private static KmipClient.Builder client(
            KmipServer server, TlsSettings tls, KmipSettings settings, ProviderSecrets secrets) {
        KmipClient.Builder builder = KmipClient.builder(server, tls).deadlines(deadlines(settings));
        settings.user()
                .ifPresent(user -> builder.credential(() -> new Credential.UserPassword(
                        user,
                        secrets.password()
                                .map(password -> password.read(ByteString::copyOf))
                                .orElse(null))));
        settings.version().ifPresent(version -> builder.version(version(version)));
        return builder;
    }

    /** The phases' usual deadlines, none longer than the call's. */
    public static Deadlines deadlines(KmipSettings settings) {
        Deadlines usual = Deadlines.standard();
        return usual.withCall(settings.callDeadline());
    }

    private static KmipVersion version(String text) {
        int dot = text.indexOf('.');
        return new KmipVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    /** How TLS is spoken with these servers. */
    public static TlsSettings tls(KmipTrust trust, List<X509Certificate> chain, ProviderSecrets secrets)
            throws KeyUnavailableException {
        return TlsSettings.trusting(trust(trust)).withIdentity(identity(chain, secrets));
    }

    private static TlsTrust trust(KmipTrust trust) {
        if (trust instanceof KmipTrust.Authorities authorities) {
            return TlsTrust.authorities(authorities.certificates());
        }
        if (trust instanceof KmipTrust.Pins pins) {
            return TlsTrust.pinned(
                    pins.pins().stream().map(CertificatePin::parse).collect(Collectors.toSet()));
        }
        return TlsTrust.systemAuthorities();
    }

    private static TlsIdentity identity(List<X509Certificate> chain, ProviderSecrets secrets)
            throws KeyUnavailableException {
        if (chain.isEmpty() || secrets.clientKey().isEmpty()) {
            return TlsIdentity.none();
        }
        return TlsIdentity.of(privateKey(secrets.clientKey().get(), chain.get(0)), chain);
    }

    /** A private key for the JDK's TLS, which takes it on the heap only. */
    public static PrivateKey privateKey(SecretBytes pkcs8, X509Certificate certificate) throws KeyUnavailableException {
        try {
            KeyFactory factory =
                    KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm());
            PKCS8EncodedKeySpec encoded = pkcs8.readArray(PKCS8EncodedKeySpec::new);
            return factory.generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailableException(Reason.PROVIDER_INVALID, "our private key is of no known form", e);
        }
    }

    /** What a server shows of itself; nothing of ours is sent and nothing trusted. */
    public static ServerCertificate look(String server, KmipSettings settings) throws KeyUnavailableException {
        try {
            return KmipClient.look(
                    KmipServer.parse(server), TlsSettings.trusting(TlsTrust.systemAuthorities()), deadlines(settings));
        } catch (KmipException e) {
            throw Refusals.of(KmipServer.parse(server), e);
        }
    }

    /** The host wrapping key, got in the clear inside TLS for this once; the caller's. */
    public SecretBytes wrappingKey(String id) throws KeyUnavailableException {
        try {
            return all.get(id, key -> SecretBytes.copyOf(key.material()));
        } catch (KmipException e) {
            Reason reason = Refusals.isMissing(e) ? Reason.WRAPPING_KEY_MISSING : Refusals.reason(e);
            throw new KeyUnavailableException(reason, "wrapping key '" + id + "': " + e.getMessage(), e);
        }
    }

    /** How they are reached. */
    public Description description() {
        return description;
    }

    /** All servers as one: what any of them answers. */
    public KmipCluster all() {
        return all;
    }

    /** Each server, in the order in which they were given. */
    public List<KmipClient> each() {
        return all.servers();
    }

    @Override
    public void close() {
        all.close();
    }
}
