// SPDX-License-Identifier: Apache-2.0
/** What goes over the wire: messages of the handshake and of the transmission, and how they are read. */
package org.sectorkeep.nbd.internal.wire;
