// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** A program that knows nothing of the encryption wrote to the disk: it is read-only until that is accepted. */
public final class ForeignWritesException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    ForeignWritesException(String message) {
        super(message);
    }
}
