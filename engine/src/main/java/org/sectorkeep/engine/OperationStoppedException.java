// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An operation in place ended before its end, because it was told to or because reading or writing failed. Nothing is
 * lost: the same call, or {@link InPlaceEncryption#resume}, goes on with it.
 */
public final class OperationStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    private OperationStoppedException(String message) {
        super(message);
    }

    static OperationStoppedException asTold(Path disk) {
        return new OperationStoppedException("the operation on '" + disk + "' was stopped");
    }

    static OperationStoppedException by(IOException failure, Path disk) {
        OperationStoppedException stopped =
                new OperationStoppedException("the operation on '" + disk + "' stopped: " + failure.getMessage());
        stopped.initCause(failure);
        return stopped;
    }
}
