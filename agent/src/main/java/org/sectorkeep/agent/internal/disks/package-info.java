// SPDX-License-Identifier: Apache-2.0
/** The disks that are served, each open or locked for a reason. */
package org.sectorkeep.agent.internal.disks;
