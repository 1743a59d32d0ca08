// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.IOException;

/** A request is refused with an error of the protocol. The message goes to the client, so it must hold nothing secret. */
public final class NbdRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final NbdError error;

    /**
     * A refusal.
     *
     * @param error what the client gets
     * @param message why, in one line; a client with structured replies shows it to its user
     */
    public NbdRequestException(NbdError error, String message) {
        super(message);
        this.error = error;
    }

    /**
     * What the client gets.
     *
     * @return the error
     */
    public NbdError error() {
        return error;
    }
}
