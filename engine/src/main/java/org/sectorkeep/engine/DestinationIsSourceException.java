// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** A file that would be written is, perhaps through a link, one of the files that are read. */
public final class DestinationIsSourceException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    DestinationIsSourceException(String message) {
        super(message);
    }
}
