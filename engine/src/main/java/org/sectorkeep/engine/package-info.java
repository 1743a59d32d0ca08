// SPDX-License-Identifier: Apache-2.0
/** Encrypted disks. */
package org.sectorkeep.engine;
