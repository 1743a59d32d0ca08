// SPDX-License-Identifier: Apache-2.0
//
// VAES on YMM registers: two blocks a vector, 16 registers: 8 data, the rest temporaries. Compiled with -mavx2 -mvaes
// -mvpclmulqdq -maes -mpclmul.
#include <immintrin.h>
#include <stdint.h>

#define KERNEL kernel_vaes256
#define VECTOR_BLOCKS 2

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

INLINE_VECTOR load_key(const uint8_t (*wide)[16]) {
    return _mm256_load_si256((const __m256i *)wide);
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

struct expansion {
    vector tweak;
    vector swapped; // its halves exchanged
};

static inline __attribute__((always_inline)) struct expansion begin_expansion(__m128i seed) {
    vector tweak = _mm256_broadcastsi128_si256(seed);
    return (struct expansion){tweak, _mm256_shuffle_epi32(tweak, 0x4e)};
}

// tweak · x^2i and tweak · x^(2i+1). Per block with shift s: what leaves the low half enters the high one, what leaves the
// high one comes back times 0x87.
INLINE_VECTOR expand_vector(struct expansion *e, int i) {
    int s = 2 * i;
    vector shift = _mm256_set_epi64x(s + 1, s + 1, s, s);
    vector back = _mm256_set_epi64x(63 - s, 63 - s, 64 - s, 64 - s); // a shift by 64 gives zero
    vector carries = _mm256_srlv_epi64(e->swapped, back);
    vector reduction = _mm256_clmulepi64_epi128(carries, _mm256_set1_epi64x(0x87), 0x00);
    vector into_high = _mm256_and_si256(carries, _mm256_set_epi64x(-1, 0, -1, 0));
    return xor3(_mm256_sllv_epi64(e->tweak, shift), into_high, reduction);
}

// The VEX forms clear whole YMM registers. VZEROALL would do, but takes as long as some rounds.
static inline __attribute__((always_inline)) void clear_registers(void) {
    __asm__ volatile("vpxor %%xmm0, %%xmm0, %%xmm0; vpxor %%xmm1, %%xmm1, %%xmm1\n\t"
                     "vpxor %%xmm2, %%xmm2, %%xmm2; vpxor %%xmm3, %%xmm3, %%xmm3\n\t"
                     "vpxor %%xmm4, %%xmm4, %%xmm4; vpxor %%xmm5, %%xmm5, %%xmm5\n\t"
                     "vpxor %%xmm6, %%xmm6, %%xmm6; vpxor %%xmm7, %%xmm7, %%xmm7\n\t"
                     "vpxor %%xmm8, %%xmm8, %%xmm8; vpxor %%xmm9, %%xmm9, %%xmm9\n\t"
                     "vpxor %%xmm10, %%xmm10, %%xmm10; vpxor %%xmm11, %%xmm11, %%xmm11\n\t"
                     "vpxor %%xmm12, %%xmm12, %%xmm12; vpxor %%xmm13, %%xmm13, %%xmm13\n\t"
                     "vpxor %%xmm14, %%xmm14, %%xmm14; vpxor %%xmm15, %%xmm15, %%xmm15"
                     :
                     :
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                     "xmm12", "xmm13", "xmm14", "xmm15");
}

#include "xts_kernel.h"
