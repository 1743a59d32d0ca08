// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;

/** An agent refused a request, or could not carry it out. */
public final class FaultException extends IOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final transient Fault fault;

    /**
     * A refusal.
     *
     * @param fault what is told
     */
    public FaultException(Fault fault) {
        super(fault.message());
        this.fault = fault;
    }

    static FaultException usage(String type, String message, String hint) {
        return new FaultException(new Fault(type, message, hint, 2));
    }

    static FaultException refused(String type, String message, String hint) {
        return new FaultException(new Fault(type, message, hint, 4));
    }

    static FaultException failed(String type, String message, String hint) {
        return new FaultException(new Fault(type, message, hint, 1));
    }

    /**
     * What is told.
     *
     * @return the fault
     */
    public Fault fault() {
        return fault;
    }
}
