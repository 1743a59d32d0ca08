// SPDX-License-Identifier: Apache-2.0
//
// VAES on YMM registers: two blocks a vector, 16 registers: 8 data, the rest temporaries. Compiled with -mavx2 -mvaes
// -mvpclmulqdq -maes -mpclmul.
#include <immintrin.h>
#include <stdint.h>

#define KERNEL kernel_vaes256
#define VECTOR_BLOCKS 2
#define CHAINS 8

typedef __m256i vector;

#define INLINE_VECTOR static inline __attribute__((always_inline)) vector

INLINE_VECTOR load_vector(const uint8_t *from) {
    return _mm256_loadu_si256((const __m256i *)from);
}

static inline __attribute__((always_inline)) void store_vector(uint8_t *to, vector v) {
    _mm256_storeu_si256((__m256i *)to, v);
}

// The only part of a vector of two blocks is one.
INLINE_VECTOR load_blocks(const uint8_t *from, size_t blocks) {
    (void)blocks;
    return _mm256_zextsi128_si256(_mm_loadu_si128((const __m128i *)from));
}

static inline __attribute__((always_inline)) void store_blocks(uint8_t *to, vector v, size_t blocks) {
    (void)blocks;
    _mm_storeu_si128((__m128i *)to, _mm256_castsi256_si128(v));
}

INLINE_VECTOR broadcast(const uint8_t *block) {
    return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)block));
}

INLINE_VECTOR xor2(vector a, vector b) {
    return _mm256_xor_si256(a, b);
}

INLINE_VECTOR xor3(vector a, vector b, vector c) {
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

INLINE_VECTOR round_encrypt(vector data, vector key) {
    return _mm256_aesenc_epi128(data, key);
}

INLINE_VECTOR last_encrypt(vector data, vector key) {
    return _mm256_aesenclast_epi128(data, key);
}

INLINE_VECTOR round_decrypt(vector data, vector key) {
    return _mm256_aesdec_epi128(data, key);
}

INLINE_VECTOR last_decrypt(vector data, vector key) {
    return _mm256_aesdeclast_epi128(data, key);
}

INLINE_VECTOR lba_tweaks(uint64_t lba, uint64_t step) {
    return _mm256_set_epi64x(0, (int64_t)(lba + step), 0, (int64_t)lba);
}

// Vector i holds tweak · x^2i and tweak · x^(2i+1). Per block with shift s: what leaves the low half enters the high one,
// what leaves the high one comes back times 0x87.
static inline __attribute__((always_inline)) void expand_tweaks(uint8_t (*tweaks)[16], __m128i seed) {
    const vector high_half = _mm256_set_epi64x(-1, 0, -1, 0);
    const vector polynomial = _mm256_set1_epi64x(0x87);
    vector tweak = _mm256_broadcastsi128_si256(seed);
    vector swapped = _mm256_shuffle_epi32(tweak, 0x4e);
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
        vector shift = _mm256_set_epi64x(2 * i + 1, 2 * i + 1, 2 * i, 2 * i);
        vector back = _mm256_set_epi64x(63 - 2 * i, 63 - 2 * i, 64 - 2 * i, 64 - 2 * i);
        vector carries = _mm256_srlv_epi64(swapped, back); // a shift by 64 gives zero
        vector reduction = _mm256_clmulepi64_epi128(carries, polynomial, 0x00);
        vector shifted = _mm256_xor_si256(_mm256_sllv_epi64(tweak, shift), _mm256_and_si256(carries, high_half));
        store_vector(tweaks[2 * i], _mm256_xor_si256(shifted, reduction));
    }
}

// The VEX forms clear whole YMM registers.
static inline __attribute__((always_inline)) void clear_registers(void) {
    __asm__ volatile("vzeroall"
                     :
                     :
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                     "xmm12", "xmm13", "xmm14", "xmm15");
}

#include "xts_kernel.h"
