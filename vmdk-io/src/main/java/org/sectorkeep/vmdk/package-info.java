// SPDX-License-Identifier: Apache-2.0
/**
 * Virtual disks in VMDK files, and raw images, in the clear.
 *
 * <p>{@link org.sectorkeep.vmdk.VirtualDisk} is an open disk, {@link org.sectorkeep.vmdk.NewDisk} one being made,
 * {@link org.sectorkeep.vmdk.VmdkDescriptor} the text that describes one. Below, not exported: {@code internal.disk}
 * puts a disk together from descriptor and extents and replaces descriptors through crashes; {@code internal.extent}
 * finds sectors in extent files; {@code internal.file} owns the files, their locks and all that changes them.
 */
package org.sectorkeep.vmdk;
