// SPDX-License-Identifier: Apache-2.0
//
// AES-NI: one block a vector, 16 SSE registers: 8 data, the rest temporaries. Compiled with -maes -mpclmul -mssse3 and no
// AVX, for it must run where the operating system does not save YMM registers.
#include <immintrin.h>
#include <stdint.h>

#include "clear_xmm.h"

#define KERNEL kernel_aesni
#define VECTOR_BLOCKS 1
#define clear_registers clear_xmm

typedef __m128i vector;

#define INLINE_VECTOR static inline __attribute__((always_inline)) vector

INLINE_VECTOR load_vector(const uint8_t *from) {
    return _mm_loadu_si128((const __m128i *)from);
}

static inline __attribute__((always_inline)) void store_vector(uint8_t *to, vector v) {
    _mm_storeu_si128((__m128i *)to, v);
}

INLINE_VECTOR load_key(const uint8_t (*wide)[16]) {
    return _mm_load_si128((const __m128i *)wide);
}

INLINE_VECTOR xor2(vector a, vector b) {
    return _mm_xor_si128(a, b);
}

INLINE_VECTOR xor3(vector a, vector b, vector c) {
    return _mm_xor_si128(_mm_xor_si128(a, b), c);
}

INLINE_VECTOR round_encrypt(vector data, vector key) {
    return _mm_aesenc_si128(data, key);
}

INLINE_VECTOR last_encrypt(vector data, vector key) {
    return _mm_aesenclast_si128(data, key);
}

INLINE_VECTOR round_decrypt(vector data, vector key) {
    return _mm_aesdec_si128(data, key);
}

INLINE_VECTOR last_decrypt(vector data, vector key) {
    return _mm_aesdeclast_si128(data, key);
}

INLINE_VECTOR lba_tweaks(uint64_t lba, uint64_t step) {
    (void)step;
    return _mm_cvtsi64_si128((int64_t)lba);
}

// tweak · x: each 64-bit half doubled, the carry of the low one into the high one, that of the high one back times 0x87.
INLINE_VECTOR times_x(vector tweak) {
    vector carries = _mm_srai_epi32(_mm_shuffle_epi32(tweak, 0x13), 31);
    vector reduction = _mm_and_si128(carries, _mm_set_epi32(0, 1, 0, 0x87));
    return _mm_xor_si128(_mm_add_epi64(tweak, tweak), reduction);
}

struct expansion {
    vector tweak;
};

static inline __attribute__((always_inline)) struct expansion begin_expansion(__m128i seed) {
    return (struct expansion){seed};
}

INLINE_VECTOR expand_vector(struct expansion *e, int i) {
    (void)i;
    vector tweak = e->tweak;
    e->tweak = times_x(tweak);
    return tweak;
}

#include "xts_kernel.h"
