// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyServerListener;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUseListener;

/** Where an agent's keys come from. Thread-safe. */
public interface AgentKeys {
    /**
     * Opens a provider.
     *
     * @param providerId its name
     * @param listener told of each call to a key server
     * @return the provider, which the agent closes
     * @throws KeyUnavailableException if it cannot be opened
     */
    KeyProvider open(String providerId, KeyServerListener listener) throws KeyUnavailableException;

    /**
     * Who accounts for the uses of keys.
     *
     * @return is told of each; by default nobody is
     */
    default KeyUseListener listener() {
        return KeyUseListener.NONE;
    }

    /**
     * The provider that new KEKs come from if nobody names one.
     *
     * @return its name
     * @throws IOException if there is none
     */
    String defaultProvider() throws IOException;
}
