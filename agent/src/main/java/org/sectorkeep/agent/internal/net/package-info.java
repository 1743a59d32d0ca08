// SPDX-License-Identifier: Apache-2.0
/** Listening on local sockets, for a bounded number of clients. */
package org.sectorkeep.agent.internal.net;
