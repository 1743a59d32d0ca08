// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** By what a LUKS file is opened. */
public enum LuksMeans {
    /** By the KEK that its envelope names; by passphrase if it has no envelope. */
    ENVELOPE_IF_ANY,
    /** By passphrase, even if it has an envelope. */
    PASSPHRASE
}
