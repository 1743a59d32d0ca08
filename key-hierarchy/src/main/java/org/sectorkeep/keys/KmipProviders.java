// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.ClientKeyKind;
import org.sectorkeep.crypto.NewClientIdentity;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.kmip.CallsTold;
import org.sectorkeep.keys.internal.kmip.KeyServers;
import org.sectorkeep.keys.internal.kmip.KmipKeys;
import org.sectorkeep.keys.internal.kmip.KmipProviderFile;
import org.sectorkeep.keys.internal.kmip.ProviderDescription;
import org.sectorkeep.keys.internal.kmip.ProviderSecrets;
import org.sectorkeep.keys.internal.local.NewStore;
import org.sectorkeep.keys.internal.local.Protection;

/**
 * The providers whose keys are in key servers that speak KMIP: how they are set up and how both sides come to trust each
 * other. What was found not to work is never stored, unless the caller wants no probe. Safe for use by many threads and
 * processes.
 */
public final class KmipProviders {
    private final ProviderRegistry registry;
    private final KmipStores stores;
    private final InstantSource clock;

    /** Whether new settings are tried before they are stored. */
    public enum Probing {
        /** Every server is tried end to end; if anything fails, nothing is stored. */
        FIRST,
        /** Nobody is asked: for servers that are not there yet, or do not know us yet. */
        NOT_AT_ALL
    }

    KmipProviders(ProviderRegistry registry, KmipStores stores, InstantSource clock) {
        this.registry = registry;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * What the servers show of themselves. Nothing of ours is sent, and nothing is trusted.
     *
     * @param settings the servers, and how long to wait for each; their trust is not asked
     * @return each server's identity, in their order
     * @throws KeyUnavailableException if one cannot be reached
     */
    public List<KmipServerIdentity> look(KmipSettings settings) throws KeyUnavailableException {
        return KmipLook.at(settings);
    }

    /**
     * Adds a provider.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @param settings how its servers are reached
     * @param login what we prove ourselves with
     * @param protection how its secrets are protected here
     * @param probing whether it is tried first
     * @return the new provider
     * @throws KeyUnavailableException if it was tried and does not work; the message says which server fails in what
     * @throws ProviderException if the name is not allowed or taken, or what was given cannot be used
     * @throws IOException if a file cannot be read or written
     */
    public ProviderInfo add(
            String name, KmipSettings settings, KmipLogin login, StoreProtection protection, Probing probing)
            throws IOException {
        registry.requireFree(name);
        KmipSecretSources.Given given =
                KmipSecretSources.given(login, settings.user().orElse(""));
        ProviderDescription description = new ProviderDescription(settings, given.chain(), "");
        try (ProviderSecrets without = given.secrets();
                ProviderSecrets secrets = without.with(wrappingKey(description, without, login))) {
            if (probing == Probing.FIRST) {
                requireWorks(name, description, secrets);
            }
            try (NewStore store = stores.newStore(description, secrets, protection)) {
                return registry.place(name, store);
            }
        }
    }

    private static @Nullable SecretBytes wrappingKey(
            ProviderDescription description, ProviderSecrets secrets, KmipLogin login) throws IOException {
        if (!(description.settings().use() instanceof KmipKeyUse.FetchedWrapped wrapped)) {
            return null;
        }
        if (login.wrappingKeyFileOrNull() != null) {
            return KmipSecretSources.wrappingKey(login.wrappingKeyFileOrNull());
        }
        try (KeyServers servers = KeyServers.of(description, secrets)) {
            return servers.wrappingKey(wrapped.wrappingKeyId());
        }
    }

    /** Tries settings end to end that are not stored yet. */
    private void requireWorks(String name, ProviderDescription description, ProviderSecrets secrets)
            throws KeyUnavailableException {
        KmipSettings settings = description.settings();
        try (KmipKeys keys =
                new KmipKeys(KeyServers.of(description, secrets), secrets.copy(), settings.use(), warning -> {})) {
            KmipProbe.Result result = new KmipProbe(name, "new", keys, clock).probe();
            ProviderHealth.Check failed = result.health().firstFailure().orElse(null);
            if (failed != null) {
                Reason reason = result.firstFailure()
                        .map(KeyUnavailableException::reason)
                        .orElse(Reason.PROVIDER_INVALID);
                throw new KeyUnavailableException(reason, failed.detail() + " (check '" + failed.name() + "')");
            }
        }
    }

    /**
     * A provider with what its file says in the clear. No passphrase is needed.
     *
     * @param name the provider's name
     * @return what the file says, not authenticated
     * @throws ProviderException if there is no such provider, it is of another kind, or its file is damaged
     * @throws IOException if the file cannot be read
     */
    public KmipProviderDetails show(String name) throws IOException {
        registry.requireExists(name);
        KmipProviderFile file = stores.read(name);
        ProviderDescription description = file.description();
        Path folder = stores.path(name).toAbsolutePath().getParent();
        return new KmipProviderDetails(
                registry.info(name),
                file.protection().storeIdHex(),
                file.protection().protection() instanceof Protection.ByKeyFile by && folder != null
                        ? ProtectedStores.keyFile(by, folder)
                        : null,
                description.settings(),
                description.certificates(),
                !description.newCertificate().isEmpty());
    }

    /** What a change makes of a provider. */
    private record Changed(ProviderDescription description, ProviderSecrets secrets) {}

    /** A change of what a provider's file says and hides. */
    @FunctionalInterface
    private interface Change {
        Changed of(ProviderDescription description, ProviderSecrets secrets) throws IOException;
    }

    private void change(String name, PassphraseSource passphrases, Probing probing, Change change) throws IOException {
        registry.requireExists(name);
        try (KmipStores.Opened opened = stores.open(name, passphrases)) {
            Changed changed = change.of(opened.file().description(), opened.secrets());
            try (ProviderSecrets secrets = changed.secrets()) {
                if (probing == Probing.FIRST) {
                    requireWorks(name, changed.description(), secrets);
                }
                stores.replace(name, opened, changed.description(), secrets);
            }
        }
    }

    /**
     * Changes why the servers are believed.
     *
     * @param name the provider's name
     * @param passphrases asked if its secrets need a passphrase
     * @param trust the new trust
     * @param probing whether it is tried before it replaces the old
     * @throws KeyUnavailableException if it was tried and does not work, or the secrets do not open
     * @throws ProviderException if there is no such provider or its file is damaged
     * @throws IOException if it cannot be read or written
     */
    public void trust(String name, PassphraseSource passphrases, KmipTrust trust, Probing probing) throws IOException {
        change(
                name,
                passphrases,
                probing,
                (description, secrets) -> new Changed(
                        new ProviderDescription(
                                description.settings().withTrust(trust),
                                description.certificates(),
                                description.newCertificate()),
                        secrets.copy()));
    }

    /**
     * Changes what we prove ourselves with: a new password, a new certificate with its key, or both. What is not given
     * stays.
     *
     * @param name the provider's name
     * @param passphrases asked if its secrets need a passphrase
     * @param login the new password or certificate
     * @param probing whether it is tried before it replaces the old
     * @throws KeyUnavailableException if it was tried and does not work, or the secrets do not open
     * @throws ProviderException if there is no such provider, or what was given cannot be used
     * @throws IOException if it cannot be read or written
     */
    public void login(String name, PassphraseSource passphrases, KmipLogin login, Probing probing) throws IOException {
        change(name, passphrases, probing, (description, secrets) -> {
            KmipSecretSources.Given given =
                    KmipSecretSources.given(login, description.settings().user().orElse(""));
            List<X509Certificate> chain = given.chain().isEmpty() ? description.certificates() : given.chain();
            return new Changed(
                    new ProviderDescription(description.settings(), chain, description.newCertificate()),
                    secrets.replaced(
                            given.secrets().passwordOrNull(), given.secrets().clientKeyOrNull()));
        });
    }

    /**
     * Makes a key pair and a certificate for it, signed by itself, for the server's administrator to register. It comes
     * into use with {@link #takeCertificate}; until then the former identity stays.
     *
     * @param name the provider's name
     * @param passphrases asked if its secrets need a passphrase
     * @param kind the kind of key pair
     * @param commonName whom the certificate names
     * @param validity for how long it is valid, from now on
     * @return the certificate in PEM
     * @throws ProviderException if there is no such provider or its file is damaged
     * @throws IOException if it cannot be read or written
     * @throws IllegalArgumentException if the name or the validity is not allowed
     */
    public String makeSelfSigned(
            String name, PassphraseSource passphrases, ClientKeyKind kind, String commonName, Duration validity)
            throws IOException {
        try (NewClientIdentity made = NewClientIdentity.selfSigned(kind, commonName, clock.instant(), validity)) {
            keep(name, passphrases, made);
            return CertificateFiles.pem("CERTIFICATE", made.document());
        }
    }

    /**
     * Makes a key pair and a request to sign it, for the server's administrator to answer. It comes into use with
     * {@link #takeCertificate}; until then the former identity stays.
     *
     * @param name the provider's name
     * @param passphrases asked if its secrets need a passphrase
     * @param kind the kind of key pair
     * @param commonName whom the certificate shall name
     * @return the request in PEM
     * @throws ProviderException if there is no such provider or its file is damaged
     * @throws IOException if it cannot be read or written
     * @throws IllegalArgumentException if the name is not allowed
     */
    public String makeSigningRequest(String name, PassphraseSource passphrases, ClientKeyKind kind, String commonName)
            throws IOException {
        try (NewClientIdentity made = NewClientIdentity.signingRequest(kind, commonName)) {
            keep(name, passphrases, made);
            return CertificateFiles.pem("CERTIFICATE REQUEST", made.document());
        }
    }

    private void keep(String name, PassphraseSource passphrases, NewClientIdentity made) throws IOException {
        change(
                name,
                passphrases,
                Probing.NOT_AT_ALL,
                (description, secrets) -> new Changed(
                        new ProviderDescription(
                                description.settings(),
                                description.certificates(),
                                Base64.getEncoder().encodeToString(made.document())),
                        secrets.withNewClientKey(made.privateKey().copy())));
    }

    /**
     * Takes in the certificate for the key that was made last, signed by the server's administrator or by itself, and
     * uses both from then on.
     *
     * @param name the provider's name
     * @param passphrases asked if its secrets need a passphrase
     * @param file the certificate, then those that lead to its authority; PEM or DER
     * @param probing whether it is tried before it replaces the old one
     * @throws KeyUnavailableException if it was tried and does not work, or the secrets do not open
     * @throws ProviderException if no key was made, or the certificate is not for it, not valid now, or not followed by
     *     its signers
     * @throws IOException if it cannot be read or written
     */
    public void takeCertificate(String name, PassphraseSource passphrases, Path file, Probing probing)
            throws IOException {
        List<X509Certificate> chain = CertificateFiles.read(file);
        change(name, passphrases, probing, (description, secrets) -> {
            SecretBytes key = secrets.newClientKey()
                    .orElseThrow(() -> new ProviderException(
                            ProviderException.Reason.BAD_CERTIFICATE,
                            "no key of provider '" + name + "' waits for a certificate"));
            CertificateFiles.requireUsable(
                    "the certificate in '" + file + "'",
                    KeyServers.privateKey(key, chain.get(0)),
                    chain,
                    clock.instant());
            return new Changed(
                    new ProviderDescription(description.settings(), new ArrayList<>(chain), ""),
                    secrets.withNewKeyInUse());
        });
    }

    /** Opens a provider for whoever needs its keys. */
    KeyProvider open(String name, PassphraseSource passphrases, Consumer<String> warnings, KeyServerListener listener)
            throws KeyUnavailableException {
        try (KmipStores.Opened opened = stores.openForKeys(name, passphrases)) {
            ProviderDescription description = opened.file().description();
            ProviderSecrets secrets = opened.secrets().copy();
            return new KmipKeyProvider(
                    name,
                    opened.file().protection().storeIdHex(),
                    new KmipKeys(
                            KeyServers.of(description, secrets, new CallsTold(name, listener)),
                            secrets,
                            description.settings().use(),
                            warnings),
                    clock);
        }
    }
}
