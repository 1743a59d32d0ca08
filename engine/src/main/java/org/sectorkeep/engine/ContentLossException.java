// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** What was asked for would lose content of the disk, and that was not allowed. */
public final class ContentLossException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    ContentLossException(String message) {
        super(message);
    }
}
