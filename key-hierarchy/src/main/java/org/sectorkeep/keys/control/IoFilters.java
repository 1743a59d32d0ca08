// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/** Whether I/O filters of other makers may see data before it is encrypted. */
public enum IoFilters {
    /** Filters that work before encryption are not allowed, as a rule. */
    NOT_BEFORE_ENCRYPTION,
    /** Filters may work before encryption, such as those that compress or replicate: they see plaintext. */
    ALLOWED_BEFORE_ENCRYPTION
}
