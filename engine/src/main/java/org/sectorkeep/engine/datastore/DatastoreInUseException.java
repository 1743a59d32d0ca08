// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

/** A datastore is being changed by another process, or another thread of this one. */
public final class DatastoreInUseException extends DatastoreRefusedException {
    private static final long serialVersionUID = 1L;

    DatastoreInUseException(String message) {
        super(message);
    }
}
