// SPDX-License-Identifier: Apache-2.0
/**
 * The control plane: what is encrypted under which key, by which policy, on which host. It holds ids and envelopes,
 * never a key.
 */
package org.sectorkeep.keys.control;
