// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** An encrypted disk was expected and the disk is plain. */
public final class NotEncryptedException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    NotEncryptedException(String message) {
        super(message);
    }
}
