// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/**
 * What becomes of a chain that is to be encrypted in place when one of its parents has other children too. These stay
 * as they are, and are refused from then on, as unencrypted disks above an encrypted one, until they are encrypted in place too, in the same way.
 */
public enum OtherBranches {
    /** The chain is refused. */
    REFUSE,
    /** The chain is encrypted all the same. */
    LEAVE_BEHIND
}
