// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** A mounted ext4 file system on a disk that is rewritten in place, under an agent that is killed again and again. */
@Tag("crash")
@Tag("peer")
@Timeout(900)
class AgentKillTest {
    /** 50 by {@code -Dsectorkeep.agent.kills=50}; in pieces, none of which takes as long as a peer may. */
    private static final int RUNS = Integer.getInteger("sectorkeep.agent.kills", 3);

    private static final int MOST_AT_ONCE = 10;
    private static final int SEED = 20261124;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> nothingThatWasForcedIsLostAndTheFileSystemIsClean() {
        for (String program : List.of("nbdfuse", "mke2fs", "e2fsck", "mount", "qemu-img")) {
            Peers.requireProgram(program);
        }
        Peers.require(Path.of("/dev/fuse").toFile().canWrite(), "there is no /dev/fuse");
        Peers.require("root".equals(System.getProperty("user.name")), "only root may mount");
        return IntStream.iterate(0, done -> done < RUNS, done -> done + MOST_AT_ONCE)
                .mapToObj(done -> DynamicTest.dynamicTest(
                        "from run " + (done + 1), () -> runs(done, Math.min(MOST_AT_ONCE, RUNS - done))));
    }

    private void runs(int done, int count) throws IOException {
        Path place = Files.createDirectory(folder.resolve("from-" + done));
        List<String> command = new ArrayList<>(List.of(
                "env",
                "SECTORKEEP_HOME=" + place.resolve("home"),
                "/usr/bin/python3",
                Path.of("src", "test", "python", "ext4_under_kills.py").toString(),
                place.toString(),
                Integer.toString(count),
                Integer.toString(SEED + done)));
        command.addAll(ToolProcess.command());
        String told = Peers.output(command.toArray(String[]::new));
        System.getLogger("kills").log(System.Logger.Level.INFO, told.strip());
        assertThat(told).containsPattern("encrypt [1-9].*, rekey [1-9].*, 0 lost");
    }
}
