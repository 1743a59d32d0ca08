// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** An operation that changes the disk in place was begun and has not been finished. */
public final class UnfinishedOperationException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    UnfinishedOperationException(String message) {
        super(message);
    }
}
