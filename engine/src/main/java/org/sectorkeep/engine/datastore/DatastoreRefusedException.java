// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;

/** A datastore, or a device, is not in the state that an operation needs. Nothing was changed. */
public class DatastoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    DatastoreRefusedException(String message) {
        super(message);
    }
}
