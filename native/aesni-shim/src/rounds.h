// SPDX-License-Identifier: Apache-2.0
//
// Part of xts_kernel.h: vectors of blocks through AES, with their tweaks at hand.

INLINE __m128i load_block_key(const block *wide) {
    return _mm_load_si128((const __m128i *)wide);
}

// The same keys, of which the compiler knows nothing, so that it loads them where they are used: otherwise it would load all of
// them once, before a loop or the first of two uses, and leave those that fit no register on the stack.
INLINE const wide_key *reload(const wide_key *keys) {
    __asm__ volatile("" : "+r"(keys));
    return keys;
}

INLINE const wide_key *data_keys(struct cipher c) {
    return reload(c.direction == ENCRYPT ? c.ctx->data_encrypt.round_key : c.ctx->data_decrypt.round_key);
}

INLINE vector aes_round(struct cipher c, vector data, vector key) {
    return c.direction == ENCRYPT ? round_encrypt(data, key) : round_decrypt(data, key);
}

// The first step of the vector at src: data ^ tweak ^ round key 0.
INLINE vector whiten(vector key, const block *tweaks, const uint8_t *src) {
    return xor3(load_vector(src), load_vector(tweaks[0]), key);
}

// The last round of a vector and its second whitening, to dst.
INLINE void finish(struct cipher c, vector data, vector key, const block *tweaks, uint8_t *dst) {
    vector tweaked = xor2(load_vector(tweaks[0]), key);
    store_vector(dst, c.direction == ENCRYPT ? last_encrypt(data, tweaked) : last_decrypt(data, tweaked));
}

// XTS of n vectors side by side, n a constant.
INLINE void crypt_vectors(struct cipher c, int n, const block *tweaks, const uint8_t *src, uint8_t *dst) {
    const wide_key *keys = data_keys(c);
    vector data[STRIP_VECTORS];
    vector key = load_key(keys[0]);
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        data[i] = whiten(key, tweaks + i * VECTOR_BLOCKS, src + i * VECTOR_BYTES);
    }
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        key = load_key(keys[round]);
#pragma GCC unroll 8
        for (int i = 0; i < n; i++) {
            data[i] = aes_round(c, data[i], key);
        }
    }
    key = load_key(keys[c.rounds]);
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        finish(c, data[i], key, tweaks + i * VECTOR_BLOCKS, dst + i * VECTOR_BYTES);
    }
}

// XTS of one block.
INLINE __m128i crypt_block(struct cipher c, __m128i tweak, __m128i data) {
    const wide_key *keys = data_keys(c);
    data = _mm_xor_si128(_mm_xor_si128(data, tweak), load_block_key(keys[0]));
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        __m128i key = load_block_key(keys[round]);
        data = c.direction == ENCRYPT ? _mm_aesenc_si128(data, key) : _mm_aesdec_si128(data, key);
    }
    __m128i last = _mm_xor_si128(load_block_key(keys[c.rounds]), tweak);
    return c.direction == ENCRYPT ? _mm_aesenclast_si128(data, last) : _mm_aesdeclast_si128(data, last);
}

#if VECTOR_BLOCKS > 1
// XTS of the first `blocks` blocks of a vector, fewer than it has.
INLINE void crypt_some(struct cipher c, size_t blocks, const block *tweaks, const uint8_t *src, uint8_t *dst) {
    const wide_key *keys = data_keys(c);
    vector tweak = load_vector(tweaks[0]);
    vector data = xor3(load_blocks(src, blocks), tweak, load_key(keys[0]));
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        data = aes_round(c, data, load_key(keys[round]));
    }
    vector last = xor2(tweak, load_key(keys[c.rounds]));
    store_blocks(dst, c.direction == ENCRYPT ? last_encrypt(data, last) : last_decrypt(data, last), blocks);
}
#endif

// XTS of fewer blocks than a strip has.
INLINE void crypt_tail(struct cipher c, size_t blocks, const block *tweaks, const uint8_t *src, uint8_t *dst) {
    size_t done = 0;
#pragma GCC unroll 3
    for (int n = STRIP_VECTORS / 2; n > 0; n /= 2) {
        if (blocks - done >= (size_t)n * VECTOR_BLOCKS) {
            crypt_vectors(c, n, tweaks + done, src + done * BLOCK_BYTES, dst + done * BLOCK_BYTES);
            done += (size_t)n * VECTOR_BLOCKS;
        }
    }
#if VECTOR_BLOCKS > 1
    if (blocks > done) {
        crypt_some(c, blocks - done, tweaks + done, src + done * BLOCK_BYTES, dst + done * BLOCK_BYTES);
    }
#endif
}
