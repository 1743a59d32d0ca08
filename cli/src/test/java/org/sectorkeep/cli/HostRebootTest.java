// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.testing.Fault;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;
import org.sectorkeep.kmip.testing.TestAuthority;

/** What a host's disks do after its reboot, for each reason for which a key may not be had. */
@Timeout(240)
class HostRebootTest {
    private static final String WRAPPING_KEY = "host-wrapping-key";
    private static final String RETRY = "\"retry\": {\"firstMillis\": 10, \"mostMillis\": 40}";

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

    private void addProvider(String... more) {
        List<String> command = new ArrayList<>(List.of(
                "provider", "add", "kmip", "kms", "--server", server.address().toString(), "--deadline", "5"));
        command.addAll(List.of("--user", "app", "--password-file", "@password", "--ca", "@ca.pem"));
        command.addAll(List.of(more));
        tool.succeed(command.toArray(String[]::new));
    }

    private void configure(String more) throws IOException {
        Files.writeString(tool.home().resolve("agent.json"), "{\"version\": 1, " + RETRY + more + "}");
    }

    private void configureOneDisk(String more) throws IOException {
        configure(", \"disks\": [{\"path\": \"" + folder.resolve("web.vmdk") + "\"}]" + more);
    }

    /** A disk under a key of the server; answers the key's id there. */
    private String encrypt() {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@web.vmdk", "--provider", "kms");
        return JsonParser.parseString(
                        tool.succeed("info", "@web.vmdk", "--json").out())
                .getAsJsonObject()
                .get("keyId")
                .getAsString();
    }

    /** Something that keeps a key away, or lets it be had again. */
    private interface Act {
        void run() throws IOException;
    }

    /** A reboot while the key cannot be had: the disk says why, and opens by itself once the key is there again. */
    private void assertLockedAndHeals(Act trouble, String reason, Act mended) throws Exception {
        trouble.run();
        try (TestAgent rebooted = TestAgent.start(tool.home())) {
            rebooted.await("web", reason);
            mended.run();
            rebooted.await("web", "served");
        }
    }

    @Test
    void aServerThatIsDownOrDoesNotKnowTheKeyOrForbidsItLocksADiskUntilThatIsMended() throws Exception {
        addProvider();
        String id = encrypt();
        configureOneDisk("");
        byte[] material = server.keys().material(id).orElseThrow();
        assertLockedAndHeals(server::stop, "provider-unreachable", server::resume);
        assertLockedAndHeals(
                () -> server.keys().forget(id),
                "missing-in-provider",
                () -> server.keys().put(id, material));
        assertLockedAndHeals(
                () -> server.keys().setState(id, KmipState.DESTROYED),
                "not-active",
                () -> server.keys().put(id, material));
        assertLockedAndHeals(() -> server.failAlways(Operation.GET, Fault.FORBIDS), "no-permission", server::behave);
        Path provider = tool.home().resolve("providers").resolve("kms");
        Path away = folder.resolve("away");
        assertLockedAndHeals(() -> Files.move(provider, away), "provider-invalid", () -> Files.move(away, provider));
    }

    @Test
    void aWrappingKeyThatIsMissingOrNotActiveLocksADiskUntilThatIsMended() throws Exception {
        byte[] wrapping = new byte[32];
        Arrays.fill(wrapping, (byte) 0x33);
        server.keys().put(WRAPPING_KEY, wrapping);
        addProvider("--wrapping-key", WRAPPING_KEY);
        encrypt();
        configureOneDisk("");
        assertLockedAndHeals(
                () -> server.keys().setState(WRAPPING_KEY, KmipState.DEACTIVATED),
                "wrapping-key-not-active",
                () -> server.keys().setState(WRAPPING_KEY, KmipState.ACTIVE));
        assertLockedAndHeals(
                () -> server.keys().forget(WRAPPING_KEY),
                "wrapping-key-missing",
                () -> server.keys().put(WRAPPING_KEY, wrapping));
    }

    @Test
    void aCertificateThatHasExpiredIsNamed() {
        server.close();
        server = ScriptedKmipServer.builder()
                .login("app", "right")
                .identity(TestAuthority.shared().expired())
                .start();
        addProvider("--no-probe");
        Tool.Outcome refused = tool.run("encrypt", Tool.EXAMPLE.toString(), "-o", "@web.vmdk", "--provider", "kms");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(refused.err()).contains("provider unreachable", "expired");
    }

    @Test
    void underStandardTrustTheControlPlaneHandsTheKeyOverByOneCommand() throws Exception {
        addProvider();
        encrypt();
        configureOneDisk(", \"host\": {\"trust\": \"standard\"}");
        assertLockedAndHeals(() -> {}, "missing-in-cache", () -> {
            assertThat(tool.succeed("agent", "deliver").err()).contains("handed over 1 key", "'web' is served");
            assertThat(tool.succeed("agent", "host").out()).contains("this host is safe, trust standard");
        });
        server.stop();
        try (TestAgent rebooted = TestAgent.start(tool.home())) {
            rebooted.await("web", "missing-in-cache");
            Tool.Outcome failed = tool.run("agent", "deliver", "web");
            assertThat(failed.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
            assertThat(failed.err()).contains("provider unreachable");
            server.resume();
            tool.succeed("agent", "deliver", "web");
            rebooted.await("web", "served");
        }
    }

    @Test
    void aThousandMachinesAreUnlockedInAFewBatches() throws Exception {
        int machines = 1000;
        addProvider();
        encryptMany(machines);
        long fetchedBefore = server.count(Operation.GET);
        long requestsBefore = server.requests();
        try (TestAgent rebooted = TestAgent.start(tool.home())) {
            rebooted.awaitAll(disk -> disk.get("state").getAsString().equals("served"));
            assertThat(rebooted.call("status", "").getAsJsonArray("keys")).hasSize(machines);
        }
        assertThat(server.count(Operation.GET) - fetchedBefore)
                .as("each key once")
                .isEqualTo(machines);
        assertThat(server.requests() - requestsBefore).as("round trips").isLessThan(machines / 20);
    }

    /** Machines with a disk each, under a key each; of their content nothing is read. */
    private void encryptMany(int machines) throws Exception {
        List<String> disks = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            KeyId id = new KeyId("kms", "vm-" + i);
            byte[] kek = new byte[32];
            kek[0] = (byte) i;
            kek[1] = (byte) (i >> 8);
            server.keys().put(id.keyId(), kek);
            Path disk = folder.resolve("vm" + i + ".vmdk");
            writeDisk(disk, id, kek);
            disks.add("{\"path\": \"" + disk + "\"}");
        }
        configure(", \"disks\": [" + String.join(", ", disks) + "]");
    }

    private void writeDisk(Path disk, KeyId id, byte[] kekBytes) throws Exception {
        DiskId diskId = DiskId.random();
        try (Kek kek = Kek.holding(id, KeyState.ACTIVE, SecretBytes.copyOf(kekBytes));
                SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes())) {
            EnvelopeHeader header = new EnvelopeHeader(
                    diskId, 1 << 20, DataUnit.BYTES_512, XtsCipher.AES_XTS_256, DekId.of(dek), 1, 1, id, Instant.EPOCH);
            String envelope = kek.wrap(header, dek).toBase64();
            String flat = disk.getFileName().toString().replace(".vmdk", "-flat.vmdk");
            try (RandomAccessFile extent =
                    new RandomAccessFile(disk.resolveSibling(flat).toFile(), "rw")) {
                extent.setLength(1 << 20);
            }
            Files.writeString(disk, """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                sectorkeep.envelope="%s"
                sectorkeep.diskId="%s"
                sectorkeep.lastCid="12345678"
                createType="monolithicFlat"
                RW 2048 FLAT "%s" 0
                """.formatted(envelope, diskId.hex(), flat), StandardCharsets.UTF_8);
        }
    }
}
