// SPDX-License-Identifier: Apache-2.0
/**
 * Cryptography of a disk: its sectors, the secrets that open them, and wrapping one key under another.
 *
 * <ul>
 *   <li>Secrets: {@link org.sectorkeep.crypto.SecretBytes} in locked memory, whose state
 *       {@link org.sectorkeep.crypto.SecretMemory} tells; {@link org.sectorkeep.crypto.ProcessHardening} for programs.
 *   <li>Sectors: {@link org.sectorkeep.crypto.XtsKey} and {@link org.sectorkeep.crypto.DataUnit} make a
 *       {@link org.sectorkeep.crypto.SectorCipher}, by the {@link org.sectorkeep.crypto.XtsEngine} of the process.
 *   <li>Keys from keys: {@link org.sectorkeep.crypto.Hkdf}, {@link org.sectorkeep.crypto.CounterKdf},
 *       {@link org.sectorkeep.crypto.Hmac}; from a passphrase: {@link org.sectorkeep.crypto.PassphraseKdf}.
 *   <li>Keys under keys: {@link org.sectorkeep.crypto.AesGcm}, {@link org.sectorkeep.crypto.AesKeyWrap}.
 * </ul>
 *
 * <p>Behind it, from the bottom up, each knowing only those before it: {@code internal.shim} (JNR-FFI: the C library and
 * ours), {@code internal.memory} (the pool of locked pages), {@code internal.xts} (what an engine is),
 * {@code internal.java} and {@code internal.kernels} (the two engines), {@code internal} (the choice between them).
 * {@code internal.bc} holds what Bouncy Castle does.
 */
package org.sectorkeep.crypto;
