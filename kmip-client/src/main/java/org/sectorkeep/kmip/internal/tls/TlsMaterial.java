// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.kmip.CertificatePin;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.kmip.TransportFailure;

/** Turns settings into what a handshake needs, reading files when they changed. Safe for use by many threads. */
public final class TlsMaterial {
    private final TlsSettings settings;
    private final Reloading<Optional<Identity>> identity;
    private final Reloading<ServerJudge> judge;

    /** Reads nothing yet. */
    public TlsMaterial(TlsSettings settings) {
        this.settings = settings;
        this.identity = identity(settings.identity());
        this.judge = judge(settings.trust());
    }

    /** An identity as it is at this moment. */
    public static Optional<TlsIdentity.Held> load(TlsIdentity from) throws TlsMaterialException {
        return identity(from).get().map(read -> new TlsIdentity.Held(read.key(), read.chain()));
    }

    /** Everything for one new connection. */
    public TlsHandshake handshake(KmipServer server) throws TlsMaterialException {
        return new TlsHandshake(
                server,
                settings,
                new IdentityKeyManager(identity.get().orElse(null)),
                new ServerTrustManager(server, judge.get()));
    }

    private static Reloading<Optional<Identity>> identity(TlsIdentity from) {
        if (from instanceof TlsIdentity.Pem pem) {
            return new Reloading<>(
                    List.of(pem.certificateFile(), pem.keyFile()),
                    () -> Optional.of(Identity.checked(
                            MaterialFiles.privateKey(pem.keyFile(), pem.password()),
                            MaterialFiles.certificates(pem.certificateFile()),
                            pem.keyFile().toString())));
        }
        if (from instanceof TlsIdentity.Pkcs12 file) {
            return new Reloading<>(
                    List.of(file.file()), () -> Optional.of(MaterialFiles.pkcs12(file.file(), file.password())));
        }
        if (from instanceof TlsIdentity.Held held) {
            return new Reloading<>(
                    List.of(), () -> Optional.of(Identity.checked(held.key(), held.chain(), held.toString())));
        }
        return new Reloading<>(List.of(), Optional::empty);
    }

    private static Reloading<ServerJudge> judge(TlsTrust from) {
        if (from instanceof TlsTrust.AuthoritiesFile file) {
            return new Reloading<>(
                    List.of(file.file()), () -> AuthorityJudge.of(MaterialFiles.certificates(file.file())));
        }
        if (from instanceof TlsTrust.Authorities authorities) {
            return new Reloading<>(List.of(), () -> AuthorityJudge.of(authorities.certificates()));
        }
        if (from instanceof TlsTrust.Pinned pinned) {
            return new Reloading<>(List.of(), () -> (certificate, type, engine) -> check(pinned.pins(), certificate));
        }
        if (from instanceof TlsTrust.Decided decided) {
            return new Reloading<>(
                    List.of(), () -> (certificate, type, engine) -> check(decided.decision(), certificate));
        }
        return new Reloading<>(List.of(), AuthorityJudge::ofSystem);
    }

    private static void check(Set<CertificatePin> pins, ServerCertificate certificate) throws UntrustedException {
        if (pins.stream().noneMatch(pin -> pin.fits(certificate.certificate()))) {
            throw new UntrustedException(
                    TransportFailure.PIN_MISMATCH,
                    "found certificate '" + certificate.certificatePin() + "' with public key '"
                            + certificate.publicKeyPin() + "'",
                    null);
        }
    }

    private static void check(TlsTrust.Decision decision, ServerCertificate certificate) throws UntrustedException {
        if (!decision.trusts(certificate)) {
            throw new UntrustedException(
                    TransportFailure.SERVER_NOT_TRUSTED,
                    "'" + certificate.subject() + "' with certificate '" + certificate.certificatePin() + "'",
                    null);
        }
    }
}
