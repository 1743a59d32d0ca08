// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** Datastores as an operator uses them. */
@Tag("peer")
class DatastoreCommandTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() throws IOException {
        tool = new Tool(folder);
        Files.createDirectory(tool.path("copies"));
    }

    private Path device(String name, int mebibytes, int fill) throws IOException {
        byte[] content = new byte[mebibytes * MIB];
        Arrays.fill(content, (byte) fill);
        return Files.write(tool.path(name), content).toRealPath();
    }

    private JsonObject status() {
        return JsonParser.parseString(
                        tool.succeed("datastore", "status", "ds1", "--json").out())
                .getAsJsonObject();
    }

    private JsonObject volume(int number) {
        JsonArray volumes = status().getAsJsonArray("volumes");
        return volumes.get(number - 1).getAsJsonObject();
    }

    @Test
    void aDatastoreGoesThroughItsLife() throws IOException {
        device("d1", 18, 0);
        device("d2", 18, 0);
        device("spare", 18, 0);
        assertThat(tool.succeed("datastore", "create", "ds1", "@d1", "@d2").err())
                .contains("created datastore 'ds1' (2 volumes, provider local, key ");
        assertThat(tool.succeed("datastore", "status").out()).startsWith("ds1: 2 volumes, provider local, key ");
        String dek = volume(1).get("dekId").getAsString();
        String key = status().get("keyId").getAsString();
        tool.succeed("datastore", "rekey", "ds1");
        assertThat(volume(1).get("dekId").getAsString()).isEqualTo(dek);
        assertThat(status().get("keyId").getAsString()).isNotEqualTo(key);
        String before = content("d1");
        tool.succeed("datastore", "rekey", "ds1", "--deep", "--reduced-redundancy");
        assertThat(volume(1).get("dekId").getAsString()).isNotEqualTo(dek);
        assertThat(content("d1")).isEqualTo(before);
        tool.succeed(
                "datastore",
                "rekey",
                "ds1",
                "--deep",
                "--spare",
                tool.path("spare").toString(),
                "--wipe");
        assertThat(volume(1).get("device").getAsString()).endsWith("/spare");
        assertThat(volume(2).get("device").getAsString()).endsWith("/d1");
        assertThat(content("spare")).isEqualTo(before);
        tool.succeed("datastore", "disable", "ds1"); // the spare device is there from before
        assertThat(status().get("encrypted").getAsBoolean()).isFalse();
        tool.succeed("datastore", "forget", "ds1");
        assertThat(tool.succeed("datastore", "status").out()).isEmpty();
    }

    /** The content of a device as another program finds it that knows LUKS and the provider: only from its header. */
    private String content(String device) throws IOException {
        Path plain = tool.path("plain");
        tool.succeed("decrypt", "@" + device, "-o", "@plain", "--force");
        String sum = Peers.output("sha256sum", plain.toString()).substring(0, 64);
        Files.delete(plain);
        return sum;
    }

    private void refused(int exitCode, String message, String... arguments) {
        Tool.Outcome outcome = tool.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains("sectorkeep: error: ").contains(message);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesEverythingAsItWas() throws IOException {
        device("empty", 18, 0);
        device("full", 18, 1);
        device("small", 2, 0);
        device("smaller", 1, 0);
        Files.write(tool.path("odd"), new byte[18 * MIB + 1]);
        Path link = Files.createSymbolicLink(tool.path("link"), tool.path("empty"));
        refused(ExitCode.FAILED, "does not exist", "datastore", "create", "ds1", "@nothing");
        refused(ExitCode.REFUSED, "is given twice", "datastore", "create", "ds1", "@empty", link.toString());
        refused(ExitCode.REFUSED, "is not empty", "datastore", "create", "ds1", "@full");
        refused(ExitCode.REFUSED, "expected at least 17825792", "datastore", "create", "ds1", "@small");
        refused(ExitCode.REFUSED, "no multiple of 512", "datastore", "create", "ds1", "@odd");
        refused(ExitCode.REFUSED, "not a regular file", "datastore", "create", "ds1", folder.toString());
        refused(ExitCode.REFUSED, "not a regular file", "datastore", "create", "ds1", "/dev/null");
        refused(ExitCode.KEY_UNAVAILABLE, "nobody", "datastore", "create", "ds1", "@empty", "--provider", "nobody");
        refused(ExitCode.REFUSED, "there is no datastore 'ds1'", "datastore", "status", "ds1");
        refused(ExitCode.REFUSED, "there is no datastore 'ds1'", "datastore", "rekey", "ds1");
        refused(ExitCode.REFUSED, "need a folder for copies", "datastore", "enable", "ds1", "@full");
        refused(ExitCode.USAGE, "found 'Not/A/Name'", "datastore", "create", "Not/A/Name", "@empty");
        assertThat(Files.exists(tool.home().resolve("datastores/ds1"))).isFalse();

        tool.succeed("datastore", "create", "ds1", "@empty");
        refused(ExitCode.REFUSED, "there is a datastore 'ds1' already", "datastore", "create", "ds1", "@full");
        refused(ExitCode.REFUSED, "belongs to datastore 'ds1'", "datastore", "create", "ds2", "@empty");
        refused(ExitCode.REFUSED, "is encrypted already", "datastore", "enable", "ds1", "--reduced-redundancy");
        refused(ExitCode.REFUSED, "is encrypted", "datastore", "forget", "ds1");
        refused(ExitCode.USAGE, "neither --spare nor", "datastore", "disable", "ds1");
        refused(ExitCode.REFUSED, "is not empty", "datastore", "disable", "ds1", "--spare", "@full");
        refused(ExitCode.REFUSED, "belongs to datastore", "datastore", "disable", "ds1", "--spare", "@empty");
        refused(ExitCode.REFUSED, "needs 2097152", "datastore", "disable", "ds1", "--spare", "@smaller");
        refused(ExitCode.FAILED, "no agent", "datastore", "mount", "ds1");
        assertThat(status().get("operation").isJsonNull()).isTrue();
    }

    private String uri(int number) {
        return "nbd+unix:///ds1-" + number + "?socket=" + tool.home().resolve("nbd.sock");
    }

    private void assertHolds(int number, int pattern, String size) {
        assertThat(Peers.output("qemu-io", "-f", "raw", "-r", "-c", "read -P " + pattern + " 0 " + size, uri(number)))
                .doesNotContain("failed");
    }

    @Test
    void dataCanBeReadAllTheTimeAndAfterARestartWithoutACommand() throws Exception {
        Path first = device("d1", 6, 0x11);
        device("d2", 4, 0x22);
        device("spare", 24, 0);
        String copies = tool.path("copies").toString();
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            tool.succeed("datastore", "create", "ds1", "--plain", "@d1", "@d2", "--header-copies", copies);
            tool.succeed("datastore", "mount", "ds1");
            readingMeanwhile(() -> tool.succeed(
                    "datastore", "enable", "ds1", "--spare", tool.path("spare").toString(), "--wipe"));
            assertThat(volume(1).get("device").getAsString()).endsWith("/spare");
            assertThat(volume(2).get("device").getAsString()).isEqualTo(first.toString());
            readingMeanwhile(() -> tool.succeed("datastore", "rekey", "ds1"));
            readingMeanwhile(() -> tool.succeed("datastore", "rekey", "ds1", "--deep", "--reduced-redundancy"));
            agent.kill();
        }
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            agent.awaitLog("serving '" + volume(1).get("path").getAsString());
            agent.awaitLog("serving '" + volume(2).get("path").getAsString());
            readingMeanwhile(() -> tool.succeed("datastore", "disable", "ds1", "--reduced-redundancy"));
            tool.succeed("datastore", "unmount", "ds1");
            tool.succeed("agent", "stop");
            assertThat(agent.exitCode()).isZero();
        }
        assertThat(status().get("encrypted").getAsBoolean()).isFalse();
    }

    @Test
    void aCompressingWriterKeepsItsSavingsOnADatastoreAndLosesThemToEncryptionAboveIt() throws Exception {
        device("d1", 24, 0);
        Path plain = Files.writeString(tool.path("plain.raw"), "GET /index.html 200\n".repeat((2 * MIB) / 20 + 1));
        try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
            file.setLength(2 * MIB);
        }
        tool.succeed("datastore", "create", "ds1", "@d1");
        tool.succeed("encrypt", "@plain.raw", "-o", "@vm.vmdk", "--format", "monolithicFlat");
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            tool.succeed("datastore", "mount", "ds1");
            assertThat(writtenBytes(plain)).isLessThan(MIB);
            assertThat(writtenBytes(tool.path("vm-flat.vmdk"))).isGreaterThanOrEqualTo(2 * MIB);
            tool.succeed("agent", "stop");
            assertThat(agent.exitCode()).isZero();
        }
    }

    /** Where a compressed image ends that is written to the first volume. */
    private long writtenBytes(Path source) {
        Peers.output("qemu-img", "create", "-q", "-f", "qcow2", uri(1), "2M");
        Peers.output("qemu-img", "convert", "-n", "-c", "-f", "raw", "-O", "qcow2", source.toString(), uri(1));
        String check = Peers.output("qemu-img", "check", "-f", "qcow2", "--output=json", uri(1));
        return JsonParser.parseString(check)
                .getAsJsonObject()
                .get("image-end-offset")
                .getAsLong();
    }

    /** Reads both volumes again and again, at least once during the command and once after it. */
    private void readingMeanwhile(Callable<Object> command) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<?> reading = reader.submit(() -> {
                boolean last;
                do {
                    last = done.get();
                    assertHolds(1, 0x11, "6M");
                    assertHolds(2, 0x22, "4M");
                } while (!last);
            });
            try {
                Object unused = command.call();
            } finally {
                done.set(true);
                Object unused = reading.get();
            }
        } finally {
            reader.shutdown();
        }
    }
}
