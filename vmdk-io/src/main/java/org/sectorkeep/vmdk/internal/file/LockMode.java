// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

/** How a file is held against other programs and other openers of this process. */
public enum LockMode {
    /** For reading; others may read too. */
    SHARED,
    /** For writing; nobody else may hold it. */
    EXCLUSIVE
}
