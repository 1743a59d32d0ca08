// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Duration;
import java.util.Optional;

/**
 * Is told of each call to a key server, for metrics. Called on the threads of the calls, so it must be quick and safe for use
 * by many threads; what it throws is logged and otherwise ignored. Nothing that it is told is secret.
 */
@FunctionalInterface
public interface KeyServerListener {
    /**
     * A call that has ended.
     *
     * @param providerId the provider that the server belongs to
     * @param server its address, {@code host:port}
     * @param operation what it was asked, as KMIP names it in lower case with hyphens; of a batch, that of its first item
     * @param took from the call to its end, with connecting and retries
     * @param failure why there was no answer; empty if there was one, which may be a refusal
     */
    record Call(
            String providerId,
            String server,
            String operation,
            Duration took,
            Optional<KeyUnavailableException.Reason> failure) {}

    /**
     * A call has ended, in whichever way.
     *
     * @param call what it was
     */
    void called(Call call);
}
