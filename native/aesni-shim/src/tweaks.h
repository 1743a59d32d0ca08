// SPDX-License-Identifier: Apache-2.0
//
// Part of xts_kernel.h: tweaks, and multiplication by powers of x in GF(2^128) (IEEE 1619-2018, 5.2).

INLINE __m128i encrypt_tweak(struct cipher c, __m128i tweak) {
    const wide_key *keys = c.ctx->tweak_encrypt.round_key;
    tweak = _mm_xor_si128(tweak, load_block_key(keys[0]));
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        tweak = _mm_aesenc_si128(tweak, load_block_key(keys[round]));
    }
    return _mm_aesenclast_si128(tweak, load_block_key(keys[c.rounds]));
}

// Encrypts the tweaks of n × VECTOR_BLOCKS units side by side, n a constant.
INLINE void encrypt_tweak_vectors(struct cipher c, int n, uint64_t lba, uint64_t step, block *tweaks) {
    const wide_key *keys = reload(c.ctx->tweak_encrypt.round_key);
    vector data[STRIP_VECTORS];
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        data[i] = xor2(lba_tweaks(lba + (uint64_t)(i * VECTOR_BLOCKS) * step, step), load_key(keys[0]));
    }
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        vector key = load_key(keys[round]);
#pragma GCC unroll 8
        for (int i = 0; i < n; i++) {
            data[i] = round_encrypt(data[i], key);
        }
    }
    vector last = load_key(keys[c.rounds]);
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        store_vector(tweaks[i * VECTOR_BLOCKS], last_encrypt(data[i], last));
    }
}

// Encrypts the tweaks of up to BATCH_UNITS units, and of up to VECTOR_BLOCKS - 1 more, for which there is room.
INLINE void encrypt_tweaks(struct cipher c, size_t units, uint64_t lba, uint64_t step, block *tweaks) {
    size_t rounded = (units + VECTOR_BLOCKS - 1) / VECTOR_BLOCKS * VECTOR_BLOCKS;
    size_t done = 0;
    for (; rounded - done >= STRIP_BLOCKS; done += STRIP_BLOCKS) {
        encrypt_tweak_vectors(c, STRIP_VECTORS, lba + done * step, step, tweaks + done);
    }
#pragma GCC unroll 3
    for (int n = STRIP_VECTORS / 2; n > 0; n /= 2) {
        if (rounded - done >= (size_t)n * VECTOR_BLOCKS) {
            encrypt_tweak_vectors(c, n, lba + done * step, step, tweaks + done);
            done += (size_t)n * VECTOR_BLOCKS;
        }
    }
}

// tweak · x^STRIP_BLOCKS: a shift by VECTOR_BLOCKS bytes; what falls out comes back times 0x87 (x^128 = x^7 + x^2 + x + 1).
INLINE __m128i next_seed(__m128i tweak) {
    __m128i carry = _mm_srli_si128(tweak, BLOCK_BYTES - VECTOR_BLOCKS);
    __m128i reduction = _mm_clmulepi64_si128(carry, _mm_cvtsi32_si128(0x87), 0x00);
    return _mm_xor_si128(_mm_slli_si128(tweak, VECTOR_BLOCKS), reduction);
}

enum { MOST_POWER = 56 }; // so that the carry times 0x87 fits 64 bits

INLINE __m128i times_small_power(__m128i tweak, int exponent) {
    __m128i shift = _mm_cvtsi32_si128(exponent);
    __m128i back = _mm_cvtsi32_si128(64 - exponent); // a shift by 64 gives zero
    __m128i carry = _mm_srl_epi64(tweak, back);
    __m128i shifted = _mm_or_si128(_mm_sll_epi64(tweak, shift), _mm_slli_si128(carry, 8));
    return _mm_xor_si128(shifted, _mm_clmulepi64_si128(carry, _mm_cvtsi32_si128(0x87), 0x01));
}

// tweak · x^exponent
INLINE __m128i times_power(__m128i tweak, size_t exponent) {
    for (; exponent > MOST_POWER; exponent -= MOST_POWER) {
        tweak = times_small_power(tweak, MOST_POWER);
    }
    return times_small_power(tweak, (int)exponent);
}

INLINE void expand_strip(block *tweaks, __m128i seed) {
    struct expansion expansion = begin_expansion(seed);
#pragma GCC unroll 8
    for (int i = 0; i < STRIP_VECTORS; i++) {
        store_vector(tweaks[i * VECTOR_BLOCKS], expand_vector(&expansion, i));
    }
}

// The seeds of consecutive strips, of one unit or of several.
struct seeds {
    __m128i current;
    size_t strips_left;   // in the current unit
    const block *units;   // the encrypted tweaks of the units after it
    const block *end;
    size_t strips_per_unit;
};

// One unit, from a tweak on.
INLINE struct seeds seeds_from(__m128i tweak) {
    return (struct seeds){tweak, 0, NULL, NULL, 0};
}

INLINE struct seeds seeds_of_units(const block *units, size_t count, size_t strips_per_unit) {
    return (struct seeds){
            _mm_load_si128((const __m128i *)units[0]), strips_per_unit, units + 1, units + count, strips_per_unit};
}

// May be asked for more than there are: the last unit then just goes on.
INLINE __m128i take_seed(struct seeds *s) {
    __m128i seed = s->current;
    if (--s->strips_left == 0 && s->units < s->end) {
        s->current = _mm_load_si128((const __m128i *)*s->units++);
        s->strips_left = s->strips_per_unit;
    } else {
        s->current = next_seed(seed);
    }
    return seed;
}

// Not removed by the optimiser; a small constant size becomes a few vector stores.
INLINE void wipe(void *memory, size_t length_bytes) {
    memset(memory, 0, length_bytes);
    __asm__ volatile("" : : "r"(memory) : "memory");
}

// Wipes the tweaks of `units` units, a cache line at a time, and so those made beside them.
INLINE void wipe_tweaks(block *tweaks, size_t units) {
    for (size_t i = 0; i < units; i += 4) {
        wipe(tweaks + i, 4 * sizeof(block));
    }
}
