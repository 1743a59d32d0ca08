// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;

/** Is told how many bytes of a file were worked on, and may stop that. */
@FunctionalInterface
interface ByteMeter {
    void add(long bytes) throws IOException;
}
