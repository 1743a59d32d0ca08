// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.testing.ClientCertificates;
import org.sectorkeep.kmip.testing.ConnectionFault;
import org.sectorkeep.kmip.testing.Fault;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;
import org.sectorkeep.kmip.testing.TestAuthority;

/** An operator's way with a key server: set up, trust, probe, encrypt, and all that goes wrong. */
@Timeout(120)
class KmipCommandsTest {
    @TempDir
    private Path folder;

    private Tool tool;
    private ScriptedKmipServer server;

    @BeforeEach
    void start() throws IOException {
        tool = new Tool(folder);
        KmipFiles.write(folder);
        server = ScriptedKmipServer.builder().login("app", "right").start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome add(String... more) {
        List<String> command = new ArrayList<>(List.of(
                "provider", "add", "kmip", "kms", "--server", server.address().toString()));
        command.addAll(List.of(more));
        if (!command.contains("--deadline")) {
            command.addAll(List.of("--deadline", "15"));
        }
        return tool.run(command.toArray(String[]::new));
    }

    private Outcome addRight(String... more) {
        List<String> options =
                new ArrayList<>(List.of("--user", "app", "--password-file", "@password", "--ca", "@ca.pem"));
        options.addAll(List.of(more));
        Outcome outcome = add(options.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
        return outcome;
    }

    private void assertNothingStored(Outcome outcome, String... parts) {
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(outcome.err().lines().filter(line -> line.startsWith("sectorkeep: error: ")))
                .singleElement()
                .asString()
                .contains(parts);
        assertThat(outcome.err()).contains("nothing was stored").doesNotContain("right\n");
        assertThat(tool.succeed("provider", "list").out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--remote"})
    void aDiskIsEncryptedAndDecryptedUnderAKeyOfTheServer(String way) {
        addRight(way.isEmpty() ? new String[0] : new String[] {way});
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk", "--provider", "kms");
        JsonObject info = JsonParser.parseString(
                        tool.succeed("info", "@e.vmdk", "--json").out())
                .getAsJsonObject();
        assertThat(info.get("providerId").getAsString()).isEqualTo("kms");
        assertThat(info.get("suite").getAsInt()).isEqualTo(way.isEmpty() ? 1 : 3);
        String keyId = info.get("keyId").getAsString();
        assertThat(tool.succeed("key", "state", keyId, "--provider", "kms").out())
                .isEqualTo("active\n");
        tool.succeed("check", "@e.vmdk");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@d.vmdk");
        assertThat(server.count(Operation.CREATE)).as("the canary and the KEK").isEqualTo(2);
        server.stop();
        Outcome locked = tool.run("decrypt", "@e.vmdk", "-o", "@d2.vmdk");
        assertThat(locked.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(locked.err())
                .contains("provider unreachable", server.address().toString(), "refused")
                .contains("hint");
        assertThat(folder.resolve("d2.vmdk")).doesNotExist();
    }

    /** Every log line of every library goes to standard error with {@code --verbose}. */
    @Test
    void nothingThatIsLoggedHasAKeyOrThePassword() throws Exception {
        tool.write("marked-password", "MARKED-PASSWORD\n");
        server.close();
        server = ScriptedKmipServer.builder().login("app", "MARKED-PASSWORD").start();
        ToolProcess process = new ToolProcess(tool.home(), folder);
        StringBuilder said = new StringBuilder();
        for (List<String> command : List.of(
                List.of(
                        "provider",
                        "add",
                        "kmip",
                        "kms",
                        "--server",
                        server.address().toString(),
                        "--user",
                        "app",
                        "--password-file",
                        tool.path("marked-password").toString(),
                        "--ca",
                        tool.path("ca.pem").toString()),
                List.of(
                        "encrypt",
                        Tool.EXAMPLE.toString(),
                        "-o",
                        tool.path("e.vmdk").toString()),
                List.of(
                        "decrypt",
                        tool.path("e.vmdk").toString(),
                        "-o",
                        tool.path("d.vmdk").toString()))) {
            List<String> verbose = new ArrayList<>(command);
            verbose.add("--verbose");
            Outcome outcome = process.succeed(verbose.toArray(String[]::new));
            said.append(outcome.out()).append(outcome.err());
        }
        assertThat(said).contains("KMIP server").doesNotContain("MARKED-PASSWORD");
        for (String id : server.keys().ids()) {
            byte[] key = server.keys().material(id).orElseThrow();
            assertThat(said.toString().toLowerCase(Locale.ROOT))
                    .doesNotContain(HexFormat.of().formatHex(key, 0, 8));
            assertThat(said)
                    .doesNotContain(Base64.getEncoder().encodeToString(key).substring(0, 10));
        }
    }

    @Test
    void keysAreMadeAndAskedForByThemselves() {
        addRight();
        String id = tool.succeed("key", "create", "kms").out().strip();
        JsonObject state = JsonParser.parseString(
                        tool.succeed("key", "state", id, "--json").out())
                .getAsJsonObject();
        assertThat(state.keySet()).containsExactly("providerId", "keyId", "state");
        assertThat(state.get("state").getAsString()).isEqualTo("active");
        Outcome missing = tool.run("key", "state", "nobodys");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(missing.err()).contains("missing in the provider", "nobodys");
    }

    @Test
    void aWrongPortIsTold() {
        server.stop();
        assertNothingStored(
                add("--ca", "@ca.pem"), "connection refused", server.address().toString());
    }

    @Test
    void aWrongNameIsTold() {
        Outcome outcome =
                tool.run("provider", "add", "kmip", "kms", "--server", "no-such-host.invalid", "--deadline", "5");
        assertNothingStored(outcome, "no-such-host.invalid:5696");
    }

    @Test
    void aWrongPasswordIsTold() throws IOException {
        tool.write("wrong", "wrong\n");
        assertNothingStored(
                add("--user", "app", "--password-file", "@wrong", "--ca", "@ca.pem"),
                "no permission",
                "the server trusts us");
    }

    @Test
    void aWrongRegionThatAnswersNoKeyIsTold() {
        server.failAlways(Operation.CREATE, Fault.ERROR_WITHOUT_OPERATION);
        Outcome outcome = add("--user", "app", "--password-file", "@password", "--ca", "@ca.pem");
        assertNothingStored(outcome, "canary key made");
    }

    @Test
    void aServerThatIsNotTrustedIsTold() throws IOException {
        Files.writeString(
                folder.resolve("ca.pem"),
                TestAuthority.named("another").client("x").certificatePem());
        assertNothingStored(
                add("--user", "app", "--password-file", "@password", "--ca", "@ca.pem"),
                "certificate",
                "we trust the server");
    }

    @Test
    void whatIsNoTlsIsTold() {
        server.failConnections(ConnectionFault.GREETS_IN_PLAIN_TEXT);
        assertNothingStored(add("--ca", "@ca.pem"), "TLS", "reachable");
    }

    @Test
    void whatNeverAnswersIsToldWithinItsDeadline() {
        server.failConnections(ConnectionFault.SILENT);
        long startNanos = System.nanoTime();
        assertNothingStored(add("--ca", "@ca.pem", "--deadline", "2"), "timed out");
        assertThat(System.nanoTime() - startNanos).isLessThan(20_000_000_000L);
    }

    @Test
    void aCertificateIsWantedAndGiven() {
        server.close();
        server = ScriptedKmipServer.builder()
                .clientCertificates(ClientCertificates.REQUIRED)
                .start();
        Outcome without = add("--ca", "@ca.pem");
        assertNothingStored(without, "no permission", "certificate", "the server trusts us");
        assertThat(without.err()).contains("hint: ", "--client-cert");
        Outcome added = add("--ca", "@ca.pem", "--client-cert", "@client.pem", "--client-key", "@client.key");
        assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.DONE);
    }

    @ParameterizedTest
    @CsvSource({
        "--server, host:0, port 0",
        "--server, a b:1, host 'a b'",
        "--server, localhost:70000, port 70000",
        "--pin, sha256:12, pin 'sha256:12'",
        "--kmip-version, 3.0, KMIP version '3.0'",
        "--deadline, 0, call deadline"
    })
    void badInputIsRefusedBeforeAnything(String option, String value, String problem) {
        Outcome outcome = option.equals("--server")
                ? tool.run("provider", "add", "kmip", "kms", option, value)
                : add(option, value);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains(problem);
        assertThat(server.connections()).isZero();
        assertThat(tool.home().resolve("providers")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"--remote, --wrapping-key, x", "--ca, @ca.pem, --trust-on-first-use"})
    void choicesExcludeEachOther(String first, String second, String third) {
        assertThat(add(first, second, third).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void trustOnFirstUseShowsAndPinsTheCertificate() {
        Outcome added = add("--user", "app", "--password-file", "@password", "--trust-on-first-use");
        assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.DONE);
        assertThat(added.err()).contains("sha256:", "CN=localhost", "valid");
        Outcome shown = tool.succeed("provider", "trust", "kms");
        assertThat(shown.out()).contains("servers are trusted by: sha256:", "password of user 'app'");
    }

    @Test
    void aChangeOfTrustThatDoesNotWorkChangesNothing() {
        addRight();
        Outcome refused = tool.run("provider", "trust", "kms", "--pin", "sha256:" + "ab".repeat(32));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        tool.succeed("provider", "probe", "kms");
    }

    @Test
    void theProbePrintsEachStepAndTheDaysLeft() {
        addRight();
        Outcome probe = tool.succeed("provider", "probe", "kms");
        assertThat(probe.out().lines())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).contains(server.address().toString()));
        assertThat(probe.out()).contains("canary key destroyed", "days left");
        JsonObject json = JsonParser.parseString(
                        tool.succeed("provider", "probe", "kms", "--json").out())
                .getAsJsonObject();
        assertThat(json.get("healthy").getAsBoolean()).isTrue();
        assertThat(json.getAsJsonArray("checks")).hasSize(9);
        assertThat(json.getAsJsonArray("certificates").get(0).getAsJsonObject().keySet())
                .containsExactly("server", "subject", "notAfter", "daysLeft");
        server.stop();
        Outcome dead = tool.run("provider", "probe", "kms");
        assertThat(dead.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(dead.out()).startsWith("FAIL").contains("reachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--self-signed", "--csr"})
    void ourCertificateIsMadeHere(String option) throws IOException {
        addRight();
        tool.succeed("provider", "trust", "kms", option, "host-a", "-o", "@made.pem");
        assertThat(Files.readString(folder.resolve("made.pem")))
                .startsWith("-----BEGIN CERTIFICATE" + (option.equals("--csr") ? " REQUEST" : "") + "-----");
        assertThat(tool.run("provider", "trust", "kms", option, "host-a", "-o", "@made.pem")
                        .exitCode())
                .as("no file is overwritten")
                .isEqualTo(ExitCode.REFUSED);
        assertThat(tool.succeed("provider", "trust", "kms").out()).contains("waits for its certificate");
        if (option.equals("--self-signed")) {
            tool.succeed("provider", "trust", "kms", "--take", "@made.pem");
            assertThat(tool.succeed("provider", "trust", "kms").out()).contains("CN=host-a");
        } else {
            Outcome refused = tool.run("provider", "trust", "kms", "--take", "@client.pem");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.err()).contains("another key");
        }
    }

    @Test
    void aProviderIsShownWithoutItsSecrets() {
        addRight();
        Outcome shown = tool.succeed("provider", "show", "kms", "--json");
        JsonObject json = JsonParser.parseString(shown.out()).getAsJsonObject();
        assertThat(json.get("kind").getAsString()).isEqualTo("kmip");
        assertThat(json.get("use").getAsString()).isEqualTo("fetched");
        assertThat(shown.out()).doesNotContain("right");
        assertThat(tool.succeed("provider", "show", "kms").out())
                .contains(server.address().toString());
        assertThat(tool.succeed("provider", "list").out()).isEqualTo("* kms  kmip\n");
    }
}
