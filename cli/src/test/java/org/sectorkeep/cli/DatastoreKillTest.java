// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that changes a datastore is killed at one place after the other; the same command goes on. */
@Tag("crash")
class DatastoreKillTest {
    private static final int CONTENT_BYTES = 8 << 20;

    @TempDir
    private Path folder;

    @Test
    void killedAtAnyPlaceTheSameCommandGoesOn() throws Exception {
        Tool tool = new Tool(folder);
        ToolProcess process = new ToolProcess(tool.home(), folder);
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
        process.killWhen(() -> isUnfinished(own), enable);
        process.killWhen(() -> Files.exists(own.resolve("1.vmdk.sectorkeep-operation")), enable);
        tool.succeed("datastore", "enable", "ds1", "--reduced-redundancy");
        String[] move = {
            "datastore", "rekey", "ds1", "--deep", "--spare", tool.path("spare").toString(), "--max-rate", "2M"
        };
        process.killWhen(() -> Files.exists(own.resolve(".1.vmdk.next")), move);
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
        process.killWhen(() -> Files.exists(own.resolve("1.vmdk.sectorkeep-operation")), disable);
        tool.succeed("datastore", "disable", "ds1", "--reduced-redundancy");
        assertThat(tool.path("spare")).hasBinaryContent(content);
        tool.succeed("datastore", "forget", "ds1");
    }

    private static boolean isUnfinished(Path own) throws IOException {
        return Files.readString(own.resolve("datastore.json")).contains("\"change\"");
    }
}
