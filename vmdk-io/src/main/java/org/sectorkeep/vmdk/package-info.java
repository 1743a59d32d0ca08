// SPDX-License-Identifier: Apache-2.0
/** Virtual disks in VMDK files. */
package org.sectorkeep.vmdk;
