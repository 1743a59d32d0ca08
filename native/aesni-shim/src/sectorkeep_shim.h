// SPDX-License-Identifier: Apache-2.0
//
// AES-XTS (IEEE 1619-2018, NIST SP 800-38E) over runs of disk sectors: the whole ABI of libsectorkeep_shim.so.
//
// Conventions
//   - Addresses travel as int64_t: the caller is a JVM that passes raw addresses.
//   - No function has more than five parameters: JNR-FFI hands garbage to a sixth integer one.
//   - Functions answer 0, or one of the negative SK_ERROR_ codes; after an error nothing was read or written.
//   - src and dst may have any alignment. They are equal or do not overlap; a partial overlap is refused.
//   - A context is read-only after sk_context_init: any number of threads may use one at the same time.
//   - The tweak of a data unit is the LBA of its first 512-byte sector, little-endian, zero-extended to 16 bytes
//     (dm-crypt's "plain64"), whatever the size of the data unit. A call that would pass LBA 2^63 - 1 is refused.
#ifndef SECTORKEEP_SHIM_H
#define SECTORKEEP_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SK_ABI_VERSION 2u

#define SK_KERNEL_AESNI 1
#define SK_KERNEL_VAES256 2
#define SK_KERNEL_VAES512 4

#define SK_CONTEXT_ALIGNMENT_BYTES 64
#define SK_SECTOR_BYTES 512
#define SK_MAX_UNIT_BYTES (16 * 1024 * 1024)

#define SK_ERROR_ADDRESS (-1)   // null, negative or wrapping address
#define SK_ERROR_CONTEXT (-2)   // misaligned, or not initialised by this library
#define SK_ERROR_LENGTH (-3)    // negative, not a multiple of the data unit, or out of range
#define SK_ERROR_LBA (-4)       // negative, or the call would pass 2^63 - 1
#define SK_ERROR_PART (-5)      // blocks outside the data unit
#define SK_ERROR_KERNEL (-6)    // unknown, or this CPU or operating system cannot run it
#define SK_ERROR_KEY (-7)       // key length other than 32 or 64 bytes
#define SK_ERROR_DATA_UNIT (-8) // data unit other than 512 or 4096 bytes
#define SK_ERROR_OVERLAP (-9)   // src and dst overlap but are not equal

#define SK_EXPORT __attribute__((visibility("default")))

SK_EXPORT uint32_t sk_abi_version(void);

// The SK_KERNEL_ bits that this CPU and operating system can run.
SK_EXPORT int64_t sk_kernels(void);

// Size of a context. The caller provides the memory, aligned to 64 bytes, and locks and wipes it: it holds key schedules.
SK_EXPORT int64_t sk_context_bytes(void);

// key: key_bytes (32 for AES-128, 64 for AES-256) at any alignment, first the data key, then the tweak key. That the two
// halves differ is for the caller to check. kernel: exactly one SK_KERNEL_ bit.
SK_EXPORT int32_t sk_context_init(int64_t ctx, int64_t key, int64_t key_bytes, int64_t data_unit_bytes, int32_t kernel);

// Consecutive data units, the first at first_lba. length_bytes is a multiple of the data unit; 0 does nothing.
SK_EXPORT int32_t sk_encrypt_run(int64_t ctx, int64_t first_lba, int64_t src, int64_t dst, int64_t length_bytes);
SK_EXPORT int32_t sk_decrypt_run(int64_t ctx, int64_t first_lba, int64_t src, int64_t dst, int64_t length_bytes);

// Some 16-byte blocks of the one data unit at lba. part is first_block << 32 | block_count; src and dst point at the first
// of these blocks, not at the data unit. A count of 0 does nothing.
SK_EXPORT int32_t sk_encrypt_part(int64_t ctx, int64_t lba, int64_t src, int64_t dst, int64_t part);
SK_EXPORT int32_t sk_decrypt_part(int64_t ctx, int64_t lba, int64_t src, int64_t dst, int64_t part);

// One data unit of 16 bytes to 16 MiB, whatever the context's data unit, under the 16 tweak bytes at address tweak. A length
// that is not a multiple of 16 uses ciphertext stealing (IEEE 1619-2018, 5.3.2 and 5.4.2).
SK_EXPORT int32_t sk_encrypt_unit(int64_t ctx, int64_t tweak, int64_t src, int64_t dst, int64_t length_bytes);
SK_EXPORT int32_t sk_decrypt_unit(int64_t ctx, int64_t tweak, int64_t src, int64_t dst, int64_t length_bytes);

// The 14 rounds of AES-256 of at least `blocks` blocks, on registers and nothing else, with the vectors of one kernel: to be timed
// as the ceiling of that kernel. Answers how many blocks it did.
SK_EXPORT int64_t sk_aes_limit(int32_t kernel, int64_t blocks);

// Zeroes memory in a way that no optimiser removes. Does nothing for a null address or a length below 1.
SK_EXPORT void sk_wipe(int64_t address, int64_t length_bytes);

#ifdef __cplusplus
}
#endif

#endif
