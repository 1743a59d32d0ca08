// SPDX-License-Identifier: Apache-2.0
/**
 * Encrypted virtual machines: a folder with a {@code .vmx} file, disks and the files of a running machine. {@link
 * org.sectorkeep.engine.vm.VmEncryption} encrypts, decrypts and re-encrypts all of it as one operation that goes on after a
 * crash; {@link org.sectorkeep.engine.vm.VmInfo} says without a key which files are encrypted and which stay readable;
 * {@link org.sectorkeep.engine.vm.VmxFile} reads and writes {@code .vmx} files faithfully.
 *
 * <p>Disks are encrypted with AES-XTS, which hides content and detects no tampering. The other files are authenticated
 * streams, bound to the machine and to their own role in it.
 */
package org.sectorkeep.engine.vm;
