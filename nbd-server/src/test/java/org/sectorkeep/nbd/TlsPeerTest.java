// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** TLS with libnbd, which uses GnuTLS, as client. */
@Tag("peer")
class TlsPeerTest {
    @TempDir
    Path folder;

    private MemoryDevice device;

    @BeforeEach
    void makeCertificates() throws IOException {
        Peers.requireProgram("openssl");
        Peers.requireProgram("nbdcopy");
        device = new MemoryDevice(8 << 20);
        new Random(3).nextBytes(device.content);
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=authority -days 30"
                + " -keyout ca-key.pem -out ca-cert.pem");
        for (String role : new String[] {"server", "client"}) {
            openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout " + role
                    + "-key.pem -out " + role + ".csr");
            Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
            openssl("x509 -req -in " + role + ".csr -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -days 30"
                    + " -extfile names -out " + role + "-cert.pem");
        }
    }

    private void openssl(String arguments) {
        Peers.Result result = Peers.run(folder, List.of(("openssl " + arguments).split(" ")));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private TestServer serve(NbdTls.Mode mode) throws IOException {
        NbdTls tls = NbdTls.fromPem(
                mode,
                folder.resolve("server-cert.pem"),
                folder.resolve("server-key.pem"),
                Optional.of(folder.resolve("ca-cert.pem")));
        return TestServer.of(device, tls, NbdLimits.usual());
    }

    private String secureUri(TestServer served) {
        return "nbds+unix://localhost/disk?socket=" + served.socket + "&tls-certificates=" + folder
                + "&tls-verify-peer=true";
    }

    @Test
    void aClientWithACertificateReadsAndWrites() throws IOException {
        try (TestServer served = serve(NbdTls.Mode.REQUIRED)) {
            Path copy = folder.resolve("copy");
            Peers.output("nbdcopy", secureUri(served), copy.toString());
            assertThat(copy).hasBinaryContent(device.content);
            byte[] other = new byte[device.content.length];
            new Random(4).nextBytes(other);
            Peers.output("nbdcopy", Files.write(copy, other).toString(), secureUri(served));
            assertThat(device.content).isEqualTo(other);
        }
    }

    @Test
    void aClientWithoutTlsIsRefusedWhereItIsRequiredAndServedWhereItIsNot() throws IOException {
        try (TestServer forced = serve(NbdTls.Mode.REQUIRED);
                TestServer selective = serve(NbdTls.Mode.OPTIONAL)) {
            assertThat(Peers.run("nbdinfo", "--size", forced.uri("disk")).exitCode())
                    .isNotZero();
            assertThat(Peers.output("nbdinfo", "--size", selective.uri("disk")))
                    .isEqualToIgnoringWhitespace("" + device.content.length);
            assertThat(Peers.output("nbdinfo", "--size", secureUri(selective)))
                    .isEqualToIgnoringWhitespace("" + device.content.length);
        }
    }

    @Test
    void aClientWithoutACertificateIsSentAway() throws IOException {
        try (TestServer served = serve(NbdTls.Mode.REQUIRED)) {
            Files.delete(folder.resolve("client-cert.pem"));
            assertThat(Peers.run("nbdinfo", "--size", secureUri(served)).exitCode())
                    .isNotZero();
        }
    }

    @Test
    void beforeTlsEveryOptionIsAnsweredThatItComesFirst() throws IOException {
        try (TestServer served = serve(NbdTls.Mode.REQUIRED);
                RawClient client = new RawClient(served.socket).greet(3)) {
            for (int option : new int[] {3, 6, 7, 8, 9, 10, 11, 99}) {
                assertThat(client.option(option, new byte[0]).optionReply().type())
                        .isEqualTo(0x80000005);
            }
            assertThat(client.option(2, new byte[0]).optionReply().type()).isEqualTo(RawClient.ACK);
        }
    }
}
