// SPDX-License-Identifier: Apache-2.0
/** Bytes to a server and back, none of it beyond its deadline. */
package org.sectorkeep.kmip.internal.transport;
