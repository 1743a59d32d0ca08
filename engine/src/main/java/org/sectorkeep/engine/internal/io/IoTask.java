// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;

/** What is done while a lock is held. */
@FunctionalInterface
public interface IoTask {
    void run() throws IOException;
}
