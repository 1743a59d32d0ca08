// SPDX-License-Identifier: Apache-2.0
/**
 * Encrypted disks. {@link org.sectorkeep.engine.EncryptedDisk} opens one as a {@linkplain
 * org.sectorkeep.engine.BlockDevice block device}; {@link org.sectorkeep.engine.DiskEncryption} makes one from a plain
 * disk, a plain disk from one, and a clone with keys of its own; {@link org.sectorkeep.engine.DiskInfo} and {@link
 * org.sectorkeep.engine.DiskCheck} say what a disk is and whether it is sound; {@link
 * org.sectorkeep.engine.EnvelopeBackup} keeps its envelope in a file.
 *
 * <p>Sectors are encrypted with AES-XTS (IEEE 1619): that hides content. It does not detect tampering, and the same
 * content at the same place under the same key gives the same ciphertext.
 */
package org.sectorkeep.engine;
