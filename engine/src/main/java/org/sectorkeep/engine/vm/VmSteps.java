// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;

/** Is told of each step of an operation that is complete in the storage: tests stop there. */
@FunctionalInterface
interface VmSteps {
    VmSteps NONE = step -> {};

    void done(String step) throws IOException;
}
