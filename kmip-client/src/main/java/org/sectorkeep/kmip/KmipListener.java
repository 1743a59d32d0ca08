// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;

/**
 * Is told what happens, for metrics. Called on the threads of the calls, so it must be quick and safe for use by many
 * threads; what it throws is logged and otherwise ignored. Nothing that it is told is secret.
 */
public interface KmipListener {
    /**
     * A call to one server has ended, in whichever way.
     *
     * @param call what it was
     */
    default void callEnded(KmipCall call) {}

    /**
     * A connection was opened.
     *
     * @param server to whom
     * @param took resolving, connecting and the TLS handshake together
     */
    default void connectionOpened(KmipServer server, Duration took) {}

    /**
     * A connection could not be opened.
     *
     * @param server to whom
     * @param failure why not
     */
    default void connectionFailed(KmipServer server, KmipException failure) {}

    /**
     * A cluster begins or ceases to leave a server alone.
     *
     * @param server which
     * @param state what it does now
     */
    default void circuitChanged(KmipServer server, CircuitState state) {}

    /**
     * A server of a cluster lacks a key that another one has.
     *
     * @param server which
     * @param uniqueIdentifier the key's id
     */
    default void keyLacking(KmipServer server, String uniqueIdentifier) {}
}
