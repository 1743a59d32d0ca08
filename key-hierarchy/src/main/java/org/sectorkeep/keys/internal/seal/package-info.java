// SPDX-License-Identifier: Apache-2.0
/** Sealing one secret under another so that the ciphertext opens under that one key only. */
package org.sectorkeep.keys.internal.seal;
