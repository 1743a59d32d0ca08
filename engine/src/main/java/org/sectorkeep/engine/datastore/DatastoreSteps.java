// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;

/** Is told of each step of an operation that is complete in the storage: tests stop there. */
@FunctionalInterface
interface DatastoreSteps {
    DatastoreSteps NONE = step -> {};

    void done(String step) throws IOException;
}
