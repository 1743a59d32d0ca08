// SPDX-License-Identifier: Apache-2.0
//
// VAES on ZMM registers: four blocks a vector, 32 registers. Compiled with -mavx512f -mavx512vl -mavx512bw -mavx512vbmi2
// -mvaes -mvpclmulqdq -maes -mpclmul.
#include <immintrin.h>
#include <stdint.h>

#define KERNEL kernel_vaes512
#define VECTOR_BLOCKS 4

typedef __m512i vector;

#define INLINE_VECTOR static inline __attribute__((always_inline)) vector

INLINE_VECTOR load_vector(const uint8_t *from) {
    return _mm512_loadu_si512(from);
}

static inline __attribute__((always_inline)) void store_vector(uint8_t *to, vector v) {
    _mm512_storeu_si512(to, v);
}

// Two 64-bit elements a block; masked elements are not touched, so nothing faults.
INLINE_VECTOR load_blocks(const uint8_t *from, size_t blocks) {
    return _mm512_maskz_loadu_epi64((__mmask8)((1u << (2 * blocks)) - 1), from);
}

static inline __attribute__((always_inline)) void store_blocks(uint8_t *to, vector v, size_t blocks) {
    _mm512_mask_storeu_epi64(to, (__mmask8)((1u << (2 * blocks)) - 1), v);
}

INLINE_VECTOR load_key(const uint8_t (*wide)[16]) {
    return _mm512_load_si512(wide);
}

INLINE_VECTOR xor2(vector a, vector b) {
    return _mm512_xor_si512(a, b);
}

INLINE_VECTOR xor3(vector a, vector b, vector c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

INLINE_VECTOR round_encrypt(vector data, vector key) {
    return _mm512_aesenc_epi128(data, key);
}

INLINE_VECTOR last_encrypt(vector data, vector key) {
    return _mm512_aesenclast_epi128(data, key);
}

INLINE_VECTOR round_decrypt(vector data, vector key) {
    return _mm512_aesdec_epi128(data, key);
}

INLINE_VECTOR last_decrypt(vector data, vector key) {
    return _mm512_aesdeclast_epi128(data, key);
}

INLINE_VECTOR lba_tweaks(uint64_t lba, uint64_t step) {
    return _mm512_set_epi64(
            0, (int64_t)(lba + 3 * step), 0, (int64_t)(lba + 2 * step), 0, (int64_t)(lba + step), 0, (int64_t)lba);
}

// Shifts, XOR and VPTERNLOG leave the two AES pipes of Zen 4 and Zen 5 alone; VPCLMULQDQ and VPSHLDVQ would take a slot there.
struct expansion {
    vector tweak;
    vector swapped; // its halves exchanged
};

static inline __attribute__((always_inline)) struct expansion begin_expansion(__m128i seed) {
    vector tweak = _mm512_broadcast_i32x4(seed);
    return (struct expansion){tweak, _mm512_shuffle_epi32(tweak, _MM_PERM_BADC)};
}

// tweak · x^4i to tweak · x^(4i+3). Per block with shift s: what leaves the low half enters the high one; what leaves the high
// one, at most 31 bits, comes back times 0x87 = 1 + 2 + 4 + 0x80, without carries.
INLINE_VECTOR expand_vector(struct expansion *e, int i) {
    const __mmask8 low_half = 0x55;
    int s = 4 * i;
    vector shift = _mm512_set_epi64(s + 3, s + 3, s + 2, s + 2, s + 1, s + 1, s, s);
    vector back = _mm512_set_epi64(61 - s, 61 - s, 62 - s, 62 - s, 63 - s, 63 - s, 64 - s, 64 - s); // 64 gives zero
    vector carries = _mm512_srlv_epi64(e->swapped, back);
    vector times2 = _mm512_maskz_slli_epi64(low_half, carries, 1);
    vector times4 = _mm512_maskz_slli_epi64(low_half, carries, 2);
    vector times128 = _mm512_maskz_slli_epi64(low_half, carries, 7);
    return xor3(xor3(_mm512_sllv_epi64(e->tweak, shift), carries, times2), times4, times128);
}

// The VEX forms clear whole ZMM0-15 (VZEROALL would do, but takes as long as some rounds); ZMM16-31 are reached by EVEX alone.
static inline __attribute__((always_inline)) void clear_registers(void) {
    __asm__ volatile("vpxorq %%zmm16, %%zmm16, %%zmm16; vpxorq %%zmm17, %%zmm17, %%zmm17\n\t"
                     "vpxorq %%zmm18, %%zmm18, %%zmm18; vpxorq %%zmm19, %%zmm19, %%zmm19\n\t"
                     "vpxorq %%zmm20, %%zmm20, %%zmm20; vpxorq %%zmm21, %%zmm21, %%zmm21\n\t"
                     "vpxorq %%zmm22, %%zmm22, %%zmm22; vpxorq %%zmm23, %%zmm23, %%zmm23\n\t"
                     "vpxorq %%zmm24, %%zmm24, %%zmm24; vpxorq %%zmm25, %%zmm25, %%zmm25\n\t"
                     "vpxorq %%zmm26, %%zmm26, %%zmm26; vpxorq %%zmm27, %%zmm27, %%zmm27\n\t"
                     "vpxorq %%zmm28, %%zmm28, %%zmm28; vpxorq %%zmm29, %%zmm29, %%zmm29\n\t"
                     "vpxorq %%zmm30, %%zmm30, %%zmm30; vpxorq %%zmm31, %%zmm31, %%zmm31\n\t"
                     "vpxor %%xmm0, %%xmm0, %%xmm0; vpxor %%xmm1, %%xmm1, %%xmm1\n\t"
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
                     "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
                     "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}

#include "xts_kernel.h"
