// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** A plain disk was expected and the disk is encrypted. */
public final class AlreadyEncryptedException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    AlreadyEncryptedException(String message) {
        super(message);
    }
}
