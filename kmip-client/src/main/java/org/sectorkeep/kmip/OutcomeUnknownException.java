// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.Operation;

/**
 * An operation that must not be sent twice may have been carried out, or not: the request may have arrived, and no answer
 * that can be believed came back. The caller finds out by asking the server, by name or by state.
 */
public final class OutcomeUnknownException extends KmipException {
    private static final long serialVersionUID = 1;

    private final transient KmipServer server;
    private final transient Enumerated<Operation> operation;

    /**
     * An operation whose outcome nobody knows.
     *
     * @param server where it was sent
     * @param operation what was sent
     * @param cause what became of the answer
     */
    public OutcomeUnknownException(KmipServer server, Enumerated<Operation> operation, KmipException cause) {
        super("it is not known whether " + operation + " was carried out: " + cause.getMessage(), cause);
        this.server = server;
        this.operation = operation;
    }

    /**
     * Where it was sent.
     *
     * @return the server
     */
    public KmipServer server() {
        return server;
    }

    /**
     * What was sent.
     *
     * @return the operation
     */
    public Enumerated<Operation> operation() {
        return operation;
    }
}
