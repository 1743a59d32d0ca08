// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.ClientKeyKind;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KmipLogin;
import org.sectorkeep.keys.KmipProviderDetails;
import org.sectorkeep.keys.KmipProviders;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.keys.PassphraseSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provider trust NAME}: how a KMIP provider and its servers come to trust each other. */
@Command(
        name = "trust",
        description = {
            "Shows the certificates of a KMIP provider and its servers, or changes them. New ones are tried end to end"
                    + " before they replace the old.",
            "The servers' side: --ca, --pin, --trust-on-first-use, --system-ca.",
            "Ours: --self-signed or --csr make a key here and write what the server's administrator needs; --take brings"
                    + " the registered or signed certificate into use. Or give a certificate and key."
        })
final class ProviderTrustCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME", description = "the provider")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(names = "--no-probe", description = "store what is new without trying it")
    private boolean noProbe;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable OwnKey ownKey;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where --self-signed and --csr write what they made (PEM)")
    private @Nullable Path output;

    @Option(
            names = "--key-kind",
            paramLabel = "ec-p256|rsa-3072",
            defaultValue = "ec-p256",
            description = "the kind of key to make; default: ${DEFAULT-VALUE}")
    private ClientKeyKind kind = ClientKeyKind.EC_P256;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "825",
            description = "how long a self-signed certificate is valid; default: ${DEFAULT-VALUE}")
    private int days = 825;

    @Mixin
    private final KmipTrustOptions trustOptions = new KmipTrustOptions();

    @Mixin
    private final KmipLoginOptions loginOptions = new KmipLoginOptions();

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    static final class OwnKey {
        @Option(
                names = "--self-signed",
                paramLabel = "CN",
                description = "make a key and a certificate of this common name, signed by itself")
        @Nullable
        String selfSigned;

        @Option(
                names = "--csr",
                paramLabel = "CN",
                description = "make a key and a signing request of this common name")
        @Nullable
        String request;

        @Option(
                names = "--take",
                paramLabel = "F",
                description = "use the key that was made last, with the certificate in this file")
        @Nullable
        Path certificate;
    }

    ProviderTrustCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        KmipProviders providers = context.providers().kmip();
        if (!trustOptions.isGiven() && !loginOptions.isGiven() && ownKey == null) {
            new ProviderTrustReport(context, providers).print(providers.show(name), json);
            return ExitCode.DONE;
        }
        try {
            change(providers);
        } catch (KeyUnavailableException e) {
            throw noProbe ? e : new NothingStoredException(e);
        }
        return ExitCode.DONE;
    }

    private void change(KmipProviders providers) throws IOException {
        PassphraseSource passphrases = purpose -> Passphrases.toOpen(keyOptions, purpose);
        Probing probing = noProbe ? Probing.NOT_AT_ALL : Probing.FIRST;
        if (ownKey != null && ownKey.certificate == null) {
            makeKey(providers, ownKey, passphrases);
            return;
        }
        KmipProviderDetails details = providers.show(name);
        if (trustOptions.isGiven()) {
            providers.trust(name, passphrases, trustOptions.trust(context, providers, details.settings()), probing);
            context.note("provider '" + name + "' trusts its servers by what was given");
        }
        if (ownKey != null && ownKey.certificate != null) {
            providers.takeCertificate(name, passphrases, ownKey.certificate, probing);
            context.note("provider '" + name + "' proves itself with '" + ownKey.certificate + "'");
        }
        if (loginOptions.isGiven()) {
            KmipLogin login = loginOptions.login(loginOptions.passwordFile != null, null);
            providers.login(name, passphrases, login, probing);
            context.note("provider '" + name + "' proves itself with what was given");
        }
    }

    private void makeKey(KmipProviders providers, OwnKey own, PassphraseSource passphrases) throws IOException {
        if (output == null) {
            throw new UsageException("there is no file to write to", "name it with -o FILE");
        }
        try {
            PemOutput.write(
                    output,
                    context.force(),
                    () -> own.selfSigned != null
                            ? providers.makeSelfSigned(name, passphrases, kind, own.selfSigned, Duration.ofDays(days))
                            : providers.makeSigningRequest(name, passphrases, kind, String.valueOf(own.request)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "choose another name or number of days");
        }
        context.note("wrote '" + output + "' for whoever runs the key server; its key is sealed with the provider");
        context.note("when it is " + (own.selfSigned != null ? "registered" : "signed")
                + " there: sectorkeep provider trust " + name + " --take FILE");
    }
}
