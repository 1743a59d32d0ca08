// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** A mounted ext4 file system on a disk that is rewritten in place, under an agent that is killed again and again. */
@Tag("crash")
@Tag("peer")
@Timeout(900)
class AgentKillTest {
    /** 50 by {@code -Dsectorkeep.agent.kills=50}. */
    private static final int RUNS = Integer.getInteger("sectorkeep.agent.kills", 3);

    @TempDir
    private Path folder;

    @Test
    void nothingThatWasForcedIsLostAndTheFileSystemIsClean() {
        for (String program : List.of("nbdfuse", "mke2fs", "e2fsck", "mount")) {
            Peers.requireProgram(program);
        }
        Peers.require(Path.of("/dev/fuse").toFile().canWrite(), "there is no /dev/fuse");
        Peers.require("root".equals(System.getProperty("user.name")), "only root may mount");
        List<String> command = new ArrayList<>(List.of(
                "env",
                "SECTORKEEP_HOME=" + folder.resolve("home"),
                "/usr/bin/python3",
                Path.of("src", "test", "python", "ext4_under_kills.py").toString(),
                folder.toString(),
                Integer.toString(RUNS),
                "20261124"));
        command.addAll(AgentProcess.command());
        assertThat(Peers.output(command.toArray(String[]::new))).contains(RUNS + " runs", "0 lost");
    }
}
