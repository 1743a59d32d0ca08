// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which agent is meant. */
final class AgentOptions {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "the agent's control socket (default: as its configuration says)")
    private @Nullable Path socket;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the agent's configuration (default: agent.json in $SECTORKEEP_HOME)")
    private @Nullable Path config;

    AgentTalk talk(Context context) throws IOException {
        return AgentTalk.open(context, config, socket);
    }
}
