// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;

/** An operation on a datastore ended before its end. Nothing is lost: the same call goes on with it. */
public final class DatastoreStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    DatastoreStoppedException(String name, IOException cause) {
        super("the operation on datastore '" + name + "' was stopped: " + cause.getMessage(), cause);
    }
}
