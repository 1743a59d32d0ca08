// SPDX-License-Identifier: Apache-2.0
//
// Part of xts_kernel.h: the main loop, and what is left over after whole strips.

// Asks for a strip early. The CPU's own prefetchers stop at each page's end, and a data unit of 4096 bytes lies on another page
// than the one before it: without this, memory, not AES, sets the pace.
enum { PREFETCH_BYTES = 8192, CACHE_LINE_BYTES = 64 };

// The strip to ask for while the one at src is worked on; none beyond the last one of the run.
INLINE const uint8_t *strip_ahead(const uint8_t *src, const uint8_t *last_strip) {
    size_t left = (size_t)(last_strip - src);
    return src + (left < PREFETCH_BYTES ? left : PREFETCH_BYTES);
}

// XTS of consecutive strips, at least one. Returns the seed of the strip after them. last_strip: the source of the last strip
// of the run, of which these may be the first. scratch: room for the tweaks of two strips.
// Long, for it is one pipeline: prologue, rounds with the next strip's tweaks, hand-over, epilogue.
INLINE __m128i crypt_strips(struct cipher c, struct seeds *seeds, const uint8_t *src, const uint8_t *last_strip, uint8_t *dst,
        size_t strips, strip_tweaks *scratch) {
    const wide_key *keys = data_keys(c);
    block *now = scratch[0], *next = scratch[1];
    vector data[STRIP_VECTORS];
    expand_strip(now, take_seed(seeds));
    vector first = load_key(keys[0]);
#pragma GCC unroll 8
    for (int i = 0; i < STRIP_VECTORS; i++) {
        data[i] = whiten(first, now + i * VECTOR_BLOCKS, src + i * VECTOR_BYTES);
    }
    for (;;) {
        keys = reload(keys);
        __m128i seed = take_seed(seeds);
        struct expansion expansion = begin_expansion(seed);
        const uint8_t *ahead = strip_ahead(src, last_strip);
#pragma GCC unroll 16
        for (int round = 1; round < c.rounds; round++) {
            vector key = load_key(keys[round]);
#pragma GCC unroll 8
            for (int i = 0; i < STRIP_VECTORS; i++) {
                data[i] = aes_round(c, data[i], key);
            }
            int i = round - 1;
            if (i < STRIP_VECTORS) {
                store_vector(next[i * VECTOR_BLOCKS], expand_vector(&expansion, i));
            }
            if (i < STRIP_VECTORS && i * VECTOR_BYTES % CACHE_LINE_BYTES == 0) {
                _mm_prefetch((const char *)(ahead + i * VECTOR_BYTES), _MM_HINT_T0);
            }
        }
        vector last = load_key(keys[c.rounds]);
        if (--strips == 0) {
#pragma GCC unroll 8
            for (int i = 0; i < STRIP_VECTORS; i++) {
                finish(c, data[i], last, now + i * VECTOR_BLOCKS, dst + i * VECTOR_BYTES);
            }
            return seed;
        }
        src += STRIP_BYTES;
        first = load_key(keys[0]);
#pragma GCC unroll 8
        for (int i = 0; i < STRIP_VECTORS; i++) {
            vector fresh = whiten(first, next + i * VECTOR_BLOCKS, src + i * VECTOR_BYTES);
            finish(c, data[i], last, now + i * VECTOR_BLOCKS, dst + i * VECTOR_BYTES);
            data[i] = fresh;
        }
        dst += STRIP_BYTES;
        block *done = now;
        now = next;
        next = done;
    }
}

// XTS of any number of blocks of one unit, the first with tweak `seed`. Returns the tweak of the block after them.
INLINE __m128i crypt_blocks(struct cipher c, __m128i seed, const uint8_t *src, uint8_t *dst, size_t blocks) {
    _Alignas(64) strip_tweaks scratch[2];
    size_t strips = blocks / STRIP_BLOCKS;
    size_t tail = blocks % STRIP_BLOCKS;
    if (strips > 0) {
        struct seeds seeds = seeds_from(seed);
        seed = crypt_strips(c, &seeds, src, src + (strips - 1) * STRIP_BYTES, dst, strips, scratch);
    }
    if (tail > 0) {
        expand_strip(scratch[0], seed);
        crypt_tail(c, tail, scratch[0], src + strips * STRIP_BYTES, dst + strips * STRIP_BYTES);
        seed = times_power(seed, tail);
    }
    wipe(scratch, sizeof scratch);
    return seed;
}

// Ciphertext stealing: the last whole block, at src, and the 1 to 15 bytes after it; `tweak` is that block's. Decryption uses
// the two tweaks in the opposite order.
INLINE void crypt_stealing(struct cipher c, __m128i tweak, const uint8_t *src, uint8_t *dst, size_t rest) {
    __m128i after = times_small_power(tweak, 1);
    block whole, stolen;
    __m128i data = _mm_loadu_si128((const __m128i *)src);
    data = crypt_block(c, c.direction == ENCRYPT ? tweak : after, data);
    _mm_storeu_si128((__m128i *)whole, data);
    memcpy(stolen, whole, sizeof stolen);
    memcpy(stolen, src + BLOCK_BYTES, rest);
    data = crypt_block(c, c.direction == ENCRYPT ? after : tweak, _mm_loadu_si128((const __m128i *)stolen));
    memcpy(dst + BLOCK_BYTES, whole, rest);
    _mm_storeu_si128((__m128i *)dst, data);
    wipe(whole, sizeof whole);
    wipe(stolen, sizeof stolen);
}
