// SPDX-License-Identifier: Apache-2.0
//
// AES-XTS written straight from the standards, to be right and not fast; shares no line with the kernels.
#ifndef SECTORKEEP_REFERENCE_H
#define SECTORKEEP_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

// key: data key, then tweak key; key_bytes 32 or 64. length_bytes at least 16. src and dst may be equal.
void reference_encrypt(const uint8_t *key, size_t key_bytes, const uint8_t tweak[16], const uint8_t *src, uint8_t *dst,
        size_t length_bytes);
void reference_decrypt(const uint8_t *key, size_t key_bytes, const uint8_t tweak[16], const uint8_t *src, uint8_t *dst,
        size_t length_bytes);

// The tweak of the data unit at a 512-byte sector.
void reference_lba_tweak(uint64_t lba, uint8_t tweak[16]);

// The tweak of a data unit's first block: the tweak encrypted under the second half of the key.
void reference_encrypt_tweak(const uint8_t *key, size_t key_bytes, uint8_t tweak[16]);

#endif
