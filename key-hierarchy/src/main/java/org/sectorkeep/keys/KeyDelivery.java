// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * How a control plane hands keys to hosts that do not ask a key server themselves (standard trust). An embedder implements it
 * over a transport of its own, which must keep the keys secret on the way and know for certain which host is at its other
 * end; the control socket of an agent on the same machine is one. Every call ends within a deadline of its own.
 */
public interface KeyDelivery {
    /**
     * Hands keys to a host, which holds them from now on, also before anything there needs them. A host that has one of them
     * already keeps it.
     *
     * @param host the host's name
     * @param keys the keys; they stay the caller's, who wipes them
     * @throws IOException if the host cannot be reached or refuses them; it may have some of them
     */
    void deliver(String host, List<HandedKek> keys) throws IOException;

    /**
     * Takes keys back: the host holds each no longer than something there has it in use. One that it does not have is not an
     * error.
     *
     * @param host the host's name
     * @param ids the keys' ids
     * @throws IOException if the host cannot be reached or refuses
     */
    void withdraw(String host, Collection<KeyId> ids) throws IOException;
}
