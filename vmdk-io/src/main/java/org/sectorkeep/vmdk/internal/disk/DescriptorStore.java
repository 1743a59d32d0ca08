// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** Where the descriptor of an open disk is kept. */
public interface DescriptorStore {
    /** Replaces it so that a crash leaves the old or the new one, whole. */
    void write(VmdkDescriptor descriptor) throws IOException;

    /** Refuses a descriptor that {@link #write} would refuse for its length. One that keeps it in memory refuses none. */
    default void requireRoom(VmdkDescriptor descriptor) throws IOException {}
}
