// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import org.sectorkeep.nbd.NbdExport;
import org.sectorkeep.nbd.internal.wire.HeaderKind;

/**
 * What a client and the server agreed on in the handshake.
 *
 * @param export what the client uses
 * @param headers of requests and replies
 * @param contexts whether block status may be asked for
 */
record Agreement(NbdExport export, HeaderKind headers, Contexts contexts) {
    /** Which metadata contexts are selected. */
    enum Contexts {
        NONE,
        ALLOCATION
    }
}
