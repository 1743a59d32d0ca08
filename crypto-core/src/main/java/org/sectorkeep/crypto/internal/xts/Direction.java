// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

/** Which way a cipher goes. */
public enum Direction {
    ENCRYPT,
    DECRYPT
}
