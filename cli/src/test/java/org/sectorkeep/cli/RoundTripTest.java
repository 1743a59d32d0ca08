// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.vmdk.VirtualDisk;

/** The commands as a user types them, on the example disk. */
class RoundTripTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() {
        tool = new Tool(folder);
    }

    private static byte[] content(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(opened.capacityBytes()));
            opened.read(0, buffer);
            return buffer.array();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "twoGbMaxExtentSparse", "monolithicFlat", "twoGbMaxExtentFlat"})
    void everyFormatComesBackBitForBit(String format) throws IOException {
        byte[] plain = content(Tool.EXAMPLE);
        for (String unit : List.of("512", "4096")) {
            for (String cipher : List.of("aes-xts-256", "aes-xts-128")) {
                tool.succeed(
                        "encrypt",
                        "--force",
                        Tool.EXAMPLE.toString(),
                        "-o",
                        "@e.vmdk",
                        "--format",
                        format,
                        "--data-unit",
                        unit,
                        "--cipher",
                        cipher);
                assertThat(content(tool.path("e.vmdk"))).isNotEqualTo(plain);
                tool.succeed("check", "@e.vmdk");
                tool.succeed("decrypt", "--force", "@e.vmdk", "-o", "@d.vmdk");
                assertThat(content(tool.path("d.vmdk"))).isEqualTo(plain);
                tool.succeed("decrypt", "--force", "@e.vmdk", "-o", "@d.raw", "--format", "raw");
                assertThat(Files.readAllBytes(tool.path("d.raw"))).isEqualTo(plain);
            }
        }
    }

    @Test
    void aRawImageBecomesAFlatDisk() throws IOException {
        Files.write(tool.path("disk.raw"), content(Tool.EXAMPLE));
        tool.succeed("encrypt", "@disk.raw", "-o", "@e.vmdk");
        assertThat(json("info", "@e.vmdk", "--json").get("createType").getAsString())
                .isEqualTo("monolithicFlat");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@back.raw", "--format", "raw");
        assertThat(Files.readAllBytes(tool.path("back.raw"))).isEqualTo(content(Tool.EXAMPLE));
    }

    @Test
    void theFirstEncryptMakesAProviderAndSaysWhereItsStoreIs() throws IOException {
        Outcome first = tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        assertThat(first.out()).isEmpty();
        assertThat(first.err()).contains(tool.home().toString()).contains("back it up");
        Outcome second = tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@f.vmdk");
        assertThat(second.err()).doesNotContain("back it up");
    }

    @Test
    void quietSaysNothing() {
        Outcome outcome = tool.succeed("encrypt", "-q", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        assertThat(outcome.out() + outcome.err()).isEmpty();
    }

    @Test
    void infoNamesWhatTheContractNames() {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        JsonObject info = json("info", "@e.vmdk", "--json");
        assertThat(info.keySet())
                .isEqualTo(Set.of(
                        "path",
                        "createType",
                        "capacityBytes",
                        "encrypted",
                        "cipher",
                        "dataUnitBytes",
                        "suite",
                        "providerId",
                        "keyId",
                        "diskId",
                        "dekId",
                        "dekGeneration",
                        "envelopeGeneration",
                        "foreignWrites",
                        "operation",
                        "parent"));
        assertThat(info.get("encrypted").getAsBoolean()).isTrue();
        assertThat(info.get("capacityBytes").getAsLong()).isEqualTo(2 << 20);
        assertThat(info.get("cipher").getAsString()).isEqualTo("aes-xts-256");
        assertThat(info.get("dataUnitBytes").getAsInt()).isEqualTo(512);
        assertThat(info.get("operation").isJsonNull()).isTrue();
        JsonObject plain = json("info", Tool.EXAMPLE.toString(), "--json");
        assertThat(plain.keySet()).isEqualTo(info.keySet());
        assertThat(plain.get("encrypted").getAsBoolean()).isFalse();
        assertThat(plain.get("keyId").isJsonNull()).isTrue();
    }

    @Test
    void aCloneHasAnIdAndADekOfItsOwn() throws IOException {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        tool.succeed("clone", "@e.vmdk", "-o", "@c.vmdk");
        JsonObject original = json("info", "@e.vmdk", "--json");
        JsonObject clone = json("info", "@c.vmdk", "--json");
        for (String field : List.of("diskId", "dekId")) {
            assertThat(clone.get(field)).isNotEqualTo(original.get(field));
        }
        tool.succeed(
                "decrypt",
                "@c.vmdk",
                "-o",
                "@d.vmdk",
                "--expect-disk",
                clone.get("diskId").getAsString());
        assertThat(content(tool.path("d.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
    }

    @Test
    void aSavedEnvelopeBringsADiskBack() throws IOException {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk", "--format", "monolithicFlat");
        tool.succeed("envelope", "backup", "@e.vmdk", "-o", "@e.envelope");
        List<String> lines = new ArrayList<>(Files.readAllLines(tool.path("e.vmdk")));
        lines.removeIf(line -> line.startsWith("sectorkeep."));
        Files.write(tool.path("e.vmdk"), lines);
        assertThat(tool.run("decrypt", "@e.vmdk", "-o", "@d.vmdk").exitCode()).isEqualTo(ExitCode.REFUSED);
        tool.succeed("envelope", "restore", "@e.vmdk", "-i", "@e.envelope");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@d.vmdk");
        assertThat(content(tool.path("d.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
    }

    @Test
    void progressForProgramsIsOneObjectALine() {
        Outcome outcome = tool.succeed("encrypt", "-q", "--progress", "json", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        List<JsonObject> lines = outcome.err()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(lines).isNotEmpty();
        JsonObject last = lines.get(lines.size() - 1);
        assertThat(last.get("doneBytes").getAsLong())
                .isEqualTo(last.get("totalBytes").getAsLong());
    }

    @Test
    void benchmarkNamesWhatTheContractNames() {
        JsonObject benchmark = json("benchmark", "--json");
        assertThat(benchmark.keySet()).isEqualTo(Set.of("results", "nativeUnavailable"));
        List<String> seen = new ArrayList<>();
        benchmark.getAsJsonArray("results").forEach(element -> {
            JsonObject row = element.getAsJsonObject();
            assertThat(row.keySet())
                    .isEqualTo(Set.of(
                            "engine",
                            "kernel",
                            "cipher",
                            "dataUnitBytes",
                            "bytesPerCall",
                            "threads",
                            "encryptGBps",
                            "decryptGBps",
                            "limitGBps"));
            assertThat(row.get("encryptGBps").getAsDouble()).isPositive();
            assertThat(row.get("decryptGBps").getAsDouble()).isPositive();
            assertThat(row.get("limitGBps").isJsonNull())
                    .isEqualTo(!benchmark.get("nativeUnavailable").isJsonNull());
            seen.add(row.get("engine").getAsString() + " "
                    + row.get("dataUnitBytes").getAsInt());
        });
        assertThat(seen).contains("java 512", "java 4096");
        if (benchmark.get("nativeUnavailable").isJsonNull()) {
            assertThat(seen).contains("native 512", "native 4096");
        }
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : List.of(
                "",
                "encrypt",
                "decrypt",
                "info",
                "check",
                "clone",
                "envelope",
                "luks-header",
                "provider",
                "benchmark")) {
            Outcome outcome = command.isEmpty() ? tool.succeed("--help") : tool.succeed(command, "--help");
            assertThat(outcome.out()).startsWith("Usage: sectorkeep").contains("--force");
            assertThat(outcome.err()).isEmpty();
        }
        assertThat(tool.succeed("--version").out()).matches("sectorkeep \\d+\\..*\\R");
    }

    private JsonObject json(String... arguments) {
        return JsonParser.parseString(tool.succeed(arguments).out()).getAsJsonObject();
    }
}
