// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.kmip.CertificatePin;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.kmip.TlsVersion;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;
import org.sectorkeep.kmip.message.Credential;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.message.QueryFunction;
import org.sectorkeep.kmip.message.ResultReason;

/** Whom we trust, who trusts us, and what an operator is told if not. */
@Timeout(120)
class TlsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.shared();
    private static final TlsSettings TRUSTING =
            TlsSettings.trusting(TlsTrust.authorities(List.of(AUTHORITY.certificate())));

    @ParameterizedTest
    @EnumSource
    void bothVersionsOfTlsAreSpokenAndTheNameIsSent(TlsVersion version) throws KmipException {
        try (ScriptedKmipServer server =
                        ScriptedKmipServer.builder().tls(version).start();
                KmipClient client = Clients.of(server).build()) {
            client.query(QueryFunction.QUERY_OPERATIONS);
            assertThat(client.certificate().orElseThrow().tlsVersion()).isEqualTo(version.javaName());
            assertThat(server.serverNamesAsked()).containsExactly("localhost");
        }
    }

    @Test
    void anAddressIsCheckedAgainstTheCertificateAndNotSentAsAName() throws KmipException {
        try (ScriptedKmipServer server = ScriptedKmipServer.start()) {
            query(new KmipServer("127.0.0.1", server.address().port()), TRUSTING);
            assertThat(server.serverNamesAsked()).isEmpty();
        }
    }

    @Test
    void serversAreRefusedForOneClearReason() {
        TestAuthority stranger = TestAuthority.named("Stranger");
        assertRefused(stranger.localhost(), TRUSTING, TransportFailure.SERVER_NOT_TRUSTED);
        assertRefused(
                AUTHORITY.localhost(),
                TlsSettings.trusting(TlsTrust.systemAuthorities()),
                TransportFailure.SERVER_NOT_TRUSTED);
        assertRefused(AUTHORITY.expired(), TRUSTING, TransportFailure.SERVER_CERTIFICATE_EXPIRED);
        assertRefused(AUTHORITY.notYetValid(), TRUSTING, TransportFailure.SERVER_CERTIFICATE_NOT_YET_VALID);
        assertRefused(AUTHORITY.serverNamed("kms.example"), TRUSTING, TransportFailure.WRONG_HOST_NAME);
        TlsSettings pinned =
                pinned(CertificatePin.ofCertificate(AUTHORITY.localhost().certificate()));
        assertRefused(AUTHORITY.expired(), pinned, TransportFailure.PIN_MISMATCH);
        assertRefused(
                AUTHORITY.localhost(),
                TlsSettings.trusting(TlsTrust.decidedBy(certificate -> false)),
                TransportFailure.SERVER_NOT_TRUSTED);
    }

    private static void assertRefused(TestIdentity identity, TlsSettings tls, TransportFailure failure) {
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().identity(identity).start()) {
            assertFailure(catchThrowable(() -> query(server.address(), tls)), TransportPhase.HANDSHAKE, failure);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void aPinDecidesAloneWhateverNameAndDatesTheCertificateHas() throws KmipException {
        for (TestIdentity identity : List.of(AUTHORITY.expired(), AUTHORITY.serverNamed("kms.example"))) {
            try (ScriptedKmipServer server =
                    ScriptedKmipServer.builder().identity(identity).start()) {
                query(server.address(), pinned(CertificatePin.ofCertificate(identity.certificate())));
                query(server.address(), pinned(CertificatePin.ofPublicKey(identity.certificate())));
                assertThat(server.requests()).isEqualTo(4);
            }
        }
    }

    @Test
    void whoeverDecidesOnFirstUseSeesNamesValidityAndPins() throws KmipException {
        try (ScriptedKmipServer server = ScriptedKmipServer.start()) {
            List<ServerCertificate> seen = new ArrayList<>();
            query(server.address(), TlsSettings.trusting(TlsTrust.decidedBy(seen::add)));
            ServerCertificate looked = KmipClient.look(
                    server.address(), TlsSettings.trusting(TlsTrust.systemAuthorities()), Deadlines.standard());
            assertThat(seen.get(0).certificatePin()).isEqualTo(looked.certificatePin());
            assertThat(looked.subject()).contains("CN=localhost");
            assertThat(looked.issuer()).contains("CN=KMIP test authority");
            assertThat(looked.alternativeNames()).contains("localhost", "127.0.0.1");
            assertThat(looked.daysLeft(Instant.now())).isBetween(363L, 366L);
            assertThat(looked.daysLeft(looked.notAfter().plus(Duration.ofHours(1))))
                    .isEqualTo(-1);
            query(server.address(), pinned(looked.publicKeyPin()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatKnowsUsByCertificateTellsWhetherItWantsOneOrRefusesOurs(TlsVersion version) throws KmipException {
        TestIdentity stranger = TestAuthority.named("Stranger").client("host");
        try (ScriptedKmipServer server = ScriptedKmipServer.builder()
                .tls(version)
                .clientCertificates(ClientCertificates.REQUIRED)
                .start()) {
            query(
                    server.address(),
                    TRUSTING.withIdentity(AUTHORITY.client("host-a").asClient()));
            long before = server.requests();
            assertFailure(
                    catchThrowable(() -> query(server.address(), TRUSTING)),
                    TransportPhase.HANDSHAKE,
                    TransportFailure.CLIENT_CERTIFICATE_WANTED);
            assertFailure(
                    catchThrowable(() -> query(server.address(), TRUSTING.withIdentity(stranger.asClient()))),
                    TransportPhase.HANDSHAKE,
                    TransportFailure.CLIENT_CERTIFICATE_REFUSED);
            assertThat(server.requests()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2, TLS_1_3", "TLS_1_3, TLS_1_2"})
    void noVersionInCommonIsSaidSo(TlsVersion ours, TlsVersion theirs) {
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().tls(theirs).start()) {
            assertFailure(
                    catchThrowable(() -> query(server.address(), TRUSTING.withVersions(Set.of(ours)))),
                    TransportPhase.HANDSHAKE,
                    TransportFailure.NO_COMMON_TLS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GREETS_IN_PLAIN_TEXT, NOT_TLS",
        "ANSWERS_IN_PLAIN_TEXT, NOT_TLS",
        "CLOSES_AT_ONCE, CLOSED_BEFORE_ANSWER",
        "SILENT, TIMED_OUT"
    })
    void whatIsNoTlsServerIsToldApart(ConnectionFault fault, TransportFailure failure) {
        try (ScriptedKmipServer server = ScriptedKmipServer.start()) {
            server.failConnections(fault);
            assertFailure(catchThrowable(() -> query(server.address(), TRUSTING)), TransportPhase.HANDSHAKE, failure);
        }
    }

    @Test
    void aPortWhereNobodyListensRefuses() {
        try (ScriptedKmipServer server = ScriptedKmipServer.start()) {
            server.stop();
            assertFailure(
                    catchThrowable(() -> query(server.address(), TRUSTING)),
                    TransportPhase.CONNECT,
                    TransportFailure.REFUSED);
        }
    }

    @Test
    void aPasswordAloneOpensWhereNoCertificateIsWanted() throws KmipException {
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().login("application", "right").start()) {
            server.keys().put("kek", new byte[32]);
            try (KmipClient client = withPassword(server, "right")) {
                assertThat(client.<Integer>get("kek", key -> key.material().remaining()))
                        .isEqualTo(32);
            }
            try (KmipClient client = withPassword(server, "wrong")) {
                assertThat(catchThrowable(() -> client.get("kek", key -> key)))
                        .isInstanceOfSatisfying(
                                KmipOperationException.class,
                                e -> assertThat(e.isBecause(ResultReason.AUTHENTICATION_NOT_SUCCESSFUL))
                                        .isTrue());
            }
            assertThat(server.count(Operation.GET)).isEqualTo(1);
        }
    }

    private static KmipClient withPassword(ScriptedKmipServer server, String password) {
        return Clients.of(server)
                .credential(() -> Credential.userPassword("application", password.toCharArray()))
                .build();
    }

    @Test
    void filesThatWereReplacedCountFromTheNextConnectionOn(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        TlsSettings tls = TRUSTING.withIdentity(TlsIdentity.pem(certificate, key));
        TestIdentity stranger = TestAuthority.named("Stranger").client("host");
        write(stranger, certificate, key);
        try (ScriptedKmipServer server = ScriptedKmipServer.builder()
                        .clientCertificates(ClientCertificates.REQUIRED)
                        .start();
                KmipClient client = KmipClient.builder(server.address(), tls)
                        .deadlines(Deadlines.all(Clients.SHORT))
                        .build()) {
            assertFailure(
                    catchThrowable(() -> client.query(QueryFunction.QUERY_OPERATIONS)),
                    TransportPhase.HANDSHAKE,
                    TransportFailure.CLIENT_CERTIFICATE_REFUSED);
            write(AUTHORITY.client("host-a"), certificate, key);
            assertThat(client.query(QueryFunction.QUERY_OPERATIONS).operations())
                    .isNotEmpty();
        }
    }

    private static void write(TestIdentity identity, Path certificate, Path key) throws Exception {
        Files.writeString(certificate, identity.certificatePem());
        Files.writeString(key, identity.keyPem());
    }

    private static TlsSettings pinned(CertificatePin pin) {
        return TlsSettings.trusting(TlsTrust.pinned(Set.of(pin)));
    }

    private static void query(KmipServer server, TlsSettings tls) throws KmipException {
        try (KmipClient client = KmipClient.builder(server, tls)
                .deadlines(Deadlines.all(Clients.SHORT))
                .build()) {
            client.query(QueryFunction.QUERY_OPERATIONS);
        }
    }

    private static void assertFailure(Throwable thrown, TransportPhase phase, TransportFailure failure) {
        assertThat(thrown)
                .isInstanceOfSatisfying(KmipTransportException.class, e -> {
                    assertThat(e.failure()).isEqualTo(failure);
                    assertThat(e.phase()).isEqualTo(phase);
                    assertThat(e.requestMayHaveArrived()).isFalse();
                })
                .hasMessageMatching("KMIP server '[^']+:\\d+': \\P{Cntrl}+");
    }
}
