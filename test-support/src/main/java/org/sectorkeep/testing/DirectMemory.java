// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.testing;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The memory outside the heap that byte buffers of this process take. */
public final class DirectMemory {
    private DirectMemory() {}

    /** How much it is now. */
    public static long usedBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
