// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

/** A workload of one implementation, ready to run any number of times by one thread. */
interface Pass extends AutoCloseable {
    /** One call over the whole run. */
    void run();

    @Override
    default void close() {}
}
