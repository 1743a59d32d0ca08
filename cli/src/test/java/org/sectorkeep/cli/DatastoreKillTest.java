// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that changes a datastore is killed at one place after the other; the same command goes on. */
@Tag("crash")
class DatastoreKillTest {
    private static final int CONTENT_BYTES = 8 << 20;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void killedAtAnyPlaceTheSameCommandGoesOn() throws Exception {
        Tool tool = new Tool(folder);
        Files.createDirectory(tool.path("copies"));
        byte[] content = new byte[CONTENT_BYTES];
        Arrays.fill(content, (byte) 0x5a);
        Files.write(tool.path("device"), content);
        Files.write(tool.path("spare"), new byte[CONTENT_BYTES]);
        String device = tool.path("device").toString();
        String copies = tool.path("copies").toString();
        Path own = tool.home().resolve("datastores/ds1");
        tool.succeed("datastore", "create", "ds1", "--plain", device, "--header-copies", copies);

        String[] enable = {"datastore", "enable", "ds1", "--reduced-redundancy", "--max-rate", "2M"};
        killWhen(() -> isUnfinished(own), tool, enable);
        killWhen(() -> Files.exists(own.resolve("1.vmdk.sectorkeep-operation")), tool, enable);
        tool.succeed("datastore", "enable", "ds1", "--reduced-redundancy");
        String[] move = {
            "datastore", "rekey", "ds1", "--deep", "--spare", tool.path("spare").toString(), "--max-rate", "2M"
        };
        killWhen(() -> Files.exists(own.resolve(".1.vmdk.next")), tool, move);
        tool.succeed(
                "datastore",
                "rekey",
                "ds1",
                "--deep",
                "--spare",
                tool.path("spare").toString());
        assertThat(tool.succeed("datastore", "status", "ds1").out())
                .contains(tool.path("spare").toRealPath().toString())
                .doesNotContain("unfinished");
        String[] disable = {"datastore", "disable", "ds1", "--reduced-redundancy", "--max-rate", "2M"};
        killWhen(() -> Files.exists(own.resolve("1.vmdk.sectorkeep-operation")), tool, disable);
        tool.succeed("datastore", "disable", "ds1", "--reduced-redundancy");
        assertThat(tool.path("spare")).hasBinaryContent(content);
        tool.succeed("datastore", "forget", "ds1");
    }

    private static boolean isUnfinished(Path own) throws IOException {
        return Files.readString(own.resolve("datastore.json")).contains("\"change\"");
    }

    private interface Place {
        boolean isReached() throws IOException;
    }

    private void killWhen(Place place, Tool tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(AgentProcess.command());
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SECTORKEEP_HOME", tool.home().toString());
        Process process = builder.start();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!place.isReached()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).isLessThan(endNanos);
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
