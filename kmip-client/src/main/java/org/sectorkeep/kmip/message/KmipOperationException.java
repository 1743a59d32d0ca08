// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.internal.Printable;

/** The server understood what was asked and did not do it. */
public final class KmipOperationException extends KmipException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Enumerated<Operation> operation;
    private final transient Enumerated<ResultStatus> status;
    private final transient @Nullable Enumerated<ResultReason> reason;

    /**
     * Says what was refused and why.
     *
     * @param operation what was asked, or null if the server refused the whole request
     * @param status failed, undone or pending
     * @param reason why, or null if the server did not say
     * @param serverMessage why, in the words of the server; made fit for print here; or null
     */
    public KmipOperationException(
            @Nullable Enumerated<Operation> operation,
            Enumerated<ResultStatus> status,
            @Nullable Enumerated<ResultReason> reason,
            @Nullable String serverMessage) {
        super((operation == null ? "the request" : operation) + " was refused by the key server: " + status
                + (reason == null ? "" : ", " + reason)
                + (serverMessage == null ? "" : ", \"" + Printable.oneLine(serverMessage) + "\""));
        this.operation = operation;
        this.status = status;
        this.reason = reason;
    }

    /**
     * What was asked.
     *
     * @return the operation, or empty if the server refused the whole request
     */
    public Optional<Enumerated<Operation>> operation() {
        return Optional.ofNullable(operation);
    }

    /**
     * How it ended.
     *
     * @return failed, undone or pending
     */
    public Enumerated<ResultStatus> status() {
        return status;
    }

    /**
     * Why.
     *
     * @return the reason, or empty if the server did not say
     */
    public Optional<Enumerated<ResultReason>> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * Whether this is the reason.
     *
     * @param expected a reason
     * @return true if the server gave it
     */
    public boolean isBecause(ResultReason expected) {
        return reason == expected;
    }
}
