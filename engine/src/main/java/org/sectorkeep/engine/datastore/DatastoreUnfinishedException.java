// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

/** An operation on a datastore is unfinished, and another one was asked for. */
public final class DatastoreUnfinishedException extends DatastoreRefusedException {
    private static final long serialVersionUID = 1L;

    DatastoreUnfinishedException(String message) {
        super(message);
    }
}
