// SPDX-License-Identifier: Apache-2.0
/**
 * A server of the network block device protocol ({@code doc/proto.md} of the NBD project): {@link
 * org.sectorkeep.nbd.NbdServer} serves the {@link org.sectorkeep.nbd.NbdExports} to clients that come over unix sockets
 * or TCP, in the clear or under TLS. What is served is any {@link org.sectorkeep.nbd.NbdDevice}.
 */
package org.sectorkeep.nbd;
