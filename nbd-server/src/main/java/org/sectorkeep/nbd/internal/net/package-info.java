// SPDX-License-Identifier: Apache-2.0
/** Connections as streams of bytes, the memory for what goes through them, and who watches over both. */
package org.sectorkeep.nbd.internal.net;
