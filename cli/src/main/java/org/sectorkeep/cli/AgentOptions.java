// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.FaultException;
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

    /** Talks to the agent, if one runs. */
    Optional<AgentTalk> talkIfAny(Context context) throws IOException {
        try {
            return Optional.of(talk(context));
        } catch (FaultException e) {
            if (e.fault().type().equals("no-agent")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    AgentTalk talk(Context context) throws IOException {
        return AgentTalk.open(context, config, socket);
    }
}
