// SPDX-License-Identifier: Apache-2.0
/** What the server does with one client: the handshake, then its requests. */
package org.sectorkeep.nbd.internal.session;
