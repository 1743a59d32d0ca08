// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.KeyDelivery;
import org.sectorkeep.keys.KeyId;

/**
 * Hands keys to agents over their control sockets, which are unix sockets of mode 0600: who may connect is the agent's own
 * user or root, and the kernel vouches for that. Thread-safe.
 */
public final class AgentKeyDelivery implements KeyDelivery {
    private final Map<String, Path> sockets;
    private final Duration deadline;

    /**
     * Hands keys to these agents.
     *
     * @param sockets the control socket of each host's agent
     * @param deadline how long a call may take at most
     */
    public AgentKeyDelivery(Map<String, Path> sockets, Duration deadline) {
        this.sockets = Map.copyOf(sockets);
        this.deadline = deadline;
    }

    @Override
    public void deliver(String host, List<HandedKek> keys) throws IOException {
        try (AgentClient client = connect(host)) {
            Object unused = client.handOver(keys, deadline);
        }
    }

    @Override
    public void withdraw(String host, Collection<KeyId> ids) throws IOException {
        try (AgentClient client = connect(host)) {
            client.withdraw(ids, deadline);
        }
    }

    private AgentClient connect(String host) throws IOException {
        Path socket = sockets.get(host);
        if (socket == null) {
            throw FaultException.usage(
                    "unknown-host", "the way to host '" + host + "' is not known", "name its socket");
        }
        return AgentClient.connect(socket);
    }
}
