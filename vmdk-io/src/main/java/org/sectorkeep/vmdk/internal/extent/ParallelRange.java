// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/**
 * Does the same for each number of a range, on all cores: in the calling thread and the pool that the whole process
 * shares. Deaf to interrupts.
 */
final class ParallelRange {
    private ParallelRange() {}

    /** What is done for one number. */
    interface Task {
        void run(int index) throws IOException;
    }

    /** Returns when all is done, or throws what one of them threw. */
    static void forEach(int count, Task task) throws IOException {
        try {
            IntStream.range(0, count).parallel().forEach(index -> {
                try {
                    task.run(index);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
