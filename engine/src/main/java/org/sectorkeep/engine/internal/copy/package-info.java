// SPDX-License-Identifier: Apache-2.0
/** Copying the content of a disk into a new one with several threads, decrypting and encrypting on the way. */
package org.sectorkeep.engine.internal.copy;
