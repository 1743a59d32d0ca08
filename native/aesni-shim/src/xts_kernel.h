// SPDX-License-Identifier: Apache-2.0
//
// The XTS kernel, once for all instruction sets. Each kernel_*.c defines the vocabulary below, then includes this file.
//
//   kernel_aesni.c     1 block a vector   any x86-64 with AES-NI and PCLMULQDQ (Intel since 2010, AMD since 2011)
//   kernel_vaes256.c   2 blocks a vector  AVX2 + VAES (Zen 3; Alder Lake and its successors without AVX-512)
//   kernel_vaes512.c   4 blocks a vector  AVX-512 + VAES (Zen 4 and later; Ice Lake and later Xeons)
//
// Vocabulary
//   VECTOR_BLOCKS                        blocks in a vector
//   CHAINS                               vectors in flight in the main loop, a multiple of STRIP_VECTORS
//   KERNEL                               the struct kernel to define
//   vector                               the vector type
//   load_vector, store_vector            at any alignment
//   load_blocks, store_blocks            the first 1 to VECTOR_BLOCKS - 1 blocks, touching no byte beyond them
//   broadcast                            16 bytes into every block of a vector
//   xor2, xor3                           of vectors
//   round_encrypt, last_encrypt, round_decrypt, last_decrypt    AES rounds of (vector, round key)
//   lba_tweaks                           tweak plaintexts of VECTOR_BLOCKS units, their LBAs a step apart
//   expand_tweaks                        T·x^0, T·x^1, … for a whole strip from T
//   clear_registers                      zeroes every vector register
//
// Structure. Data is cut into strips of STRIP_VECTORS (8) vectors; a strip never crosses a data unit's end, so one 16-byte
// seed T·x^k gives all its tweaks: by vector shifts and one carry-less multiplication by x^7+x^2+x+1 (0x87) a vector, off the
// AES pipes. AESENC has a latency of 3 or 4 cycles and is issued up to twice a cycle, so 8 chains just hide the latency.
// A run first encrypts the tweaks of up to BATCH_UNITS units side by side, where one by one they would cost 14 × 4 cycles
// each, then goes through the strips of all these units without a bubble at a unit's end: seeds do not depend on data, so the
// next strip's rounds start while the last ones of this strip are under way.
// Tweaks of a strip live in memory (L1) for the time of its rounds: data, key and temporaries fit the registers, nothing that
// is secret is spilled to a place we do not know, and the scratch is wiped at the end.
// Whitening: data ^ tweak ^ first round key in one step; the last round key is XORed with the tweak beforehand.
#include <immintrin.h>
#include <string.h>

#include "context.h"

#define INLINE static inline __attribute__((always_inline))

#define STRIP_VECTORS 8
#define STRIP_BLOCKS (STRIP_VECTORS * VECTOR_BLOCKS)
#define STRIP_BYTES (STRIP_BLOCKS * BLOCK_BYTES)
#define VECTOR_BYTES (VECTOR_BLOCKS * BLOCK_BYTES)
#define BATCH_UNITS 64

typedef uint8_t block[BLOCK_BYTES];

// What a direction and key size need; every field is a constant or an address once inlined.
struct cipher {
    const struct context *ctx;
    int rounds;
    int direction;
};

// ---- vectors of blocks through AES

INLINE const block *data_keys(struct cipher c) {
    const block *keys = c.direction == ENCRYPT ? c.ctx->data_encrypt.round_key : c.ctx->data_decrypt.round_key;
    __asm__("" : "+r"(keys)); // keeps the compiler from holding widened keys across strips, where it would spill them
    return keys;
}

INLINE vector aes_round(vector data, vector key, int direction) {
    return direction == ENCRYPT ? round_encrypt(data, key) : round_decrypt(data, key);
}

INLINE vector aes_last(vector data, vector key, int direction) {
    return direction == ENCRYPT ? last_encrypt(data, key) : last_decrypt(data, key);
}

// Rounds 1 to rounds - 1 of n vectors side by side.
INLINE void middle_rounds(vector *data, int n, const block *keys, int rounds, int direction) {
#pragma GCC unroll 16
    for (int round = 1; round < rounds; round++) {
        vector key = broadcast(keys[round]);
#pragma GCC unroll 16
        for (int i = 0; i < n; i++) {
            data[i] = aes_round(data[i], key, direction);
        }
    }
}

// XTS of n whole vectors, n a constant.
INLINE void crypt_vectors(struct cipher c, int n, const block *tweaks, const uint8_t *src, uint8_t *dst) {
    const block *keys = data_keys(c);
    vector data[CHAINS];
    vector first = broadcast(keys[0]);
#pragma GCC unroll 16
    for (int i = 0; i < n; i++) {
        data[i] = xor3(load_vector(src + i * VECTOR_BYTES), load_vector(tweaks[i * VECTOR_BLOCKS]), first);
    }
    middle_rounds(data, n, keys, c.rounds, c.direction);
    vector last = broadcast(keys[c.rounds]);
#pragma GCC unroll 16
    for (int i = 0; i < n; i++) {
        vector key = xor2(load_vector(tweaks[i * VECTOR_BLOCKS]), last);
        store_vector(dst + i * VECTOR_BYTES, aes_last(data[i], key, c.direction));
    }
}

#if VECTOR_BLOCKS > 1
// XTS of the first `blocks` blocks of a vector.
INLINE void crypt_some(struct cipher c, size_t blocks, const block *tweaks, const uint8_t *src, uint8_t *dst) {
    const block *keys = data_keys(c);
    vector tweak = load_vector(tweaks[0]);
    vector data = xor3(load_blocks(src, blocks), tweak, broadcast(keys[0]));
    middle_rounds(&data, 1, keys, c.rounds, c.direction);
    store_blocks(dst, aes_last(data, xor2(tweak, broadcast(keys[c.rounds])), c.direction), blocks);
}
#endif

// Fewer blocks than a strip has.
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

// ---- tweaks

INLINE __m128i encrypt_tweak(struct cipher c, __m128i tweak) {
    const __m128i *keys = (const __m128i *)c.ctx->tweak_encrypt.round_key;
    tweak = _mm_xor_si128(tweak, keys[0]);
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        tweak = _mm_aesenc_si128(tweak, keys[round]);
    }
    return _mm_aesenclast_si128(tweak, keys[c.rounds]);
}

// Encrypts the tweaks of n × VECTOR_BLOCKS units, n a constant.
INLINE void encrypt_tweak_vectors(struct cipher c, int n, uint64_t lba, uint64_t step, block *tweaks) {
    const block *keys = c.ctx->tweak_encrypt.round_key;
    vector data[STRIP_VECTORS];
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        data[i] = xor2(lba_tweaks(lba + (uint64_t)(i * VECTOR_BLOCKS) * step, step), broadcast(keys[0]));
    }
    middle_rounds(data, n, keys, c.rounds, ENCRYPT);
    vector last = broadcast(keys[c.rounds]);
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) {
        store_vector(tweaks[i * VECTOR_BLOCKS], last_encrypt(data[i], last));
    }
}

// Encrypts the tweaks of some units, and of up to VECTOR_BLOCKS - 1 more, for which there is room.
INLINE void encrypt_tweaks(struct cipher c, size_t units, uint64_t lba, uint64_t step, block *tweaks) {
    size_t vectors = (units + VECTOR_BLOCKS - 1) / VECTOR_BLOCKS;
    size_t done = 0;
    for (; vectors - done >= STRIP_VECTORS; done += STRIP_VECTORS) {
        encrypt_tweak_vectors(c, STRIP_VECTORS, lba + done * VECTOR_BLOCKS * step, step, tweaks + done * VECTOR_BLOCKS);
    }
#pragma GCC unroll 3
    for (int n = STRIP_VECTORS / 2; n > 0; n /= 2) {
        if (vectors & (size_t)n) {
            encrypt_tweak_vectors(c, n, lba + done * VECTOR_BLOCKS * step, step, tweaks + done * VECTOR_BLOCKS);
            done += (size_t)n;
        }
    }
}

// tweak · x^STRIP_BLOCKS: a shift by VECTOR_BLOCKS bytes; what falls out comes back times 0x87 (x^128 = x^7 + x^2 + x + 1).
INLINE __m128i next_seed(__m128i tweak) {
    __m128i carry = _mm_srli_si128(tweak, BLOCK_BYTES - VECTOR_BLOCKS);
    __m128i reduced = _mm_clmulepi64_si128(carry, _mm_cvtsi32_si128(0x87), 0x00);
    return _mm_xor_si128(_mm_slli_si128(tweak, VECTOR_BLOCKS), reduced);
}

// tweak · x^exponent, exponent at most 56, so that the carry times 0x87 fits 64 bits.
INLINE __m128i times_small_power(__m128i tweak, int exponent) {
    __m128i shift = _mm_cvtsi32_si128(exponent);
    __m128i back = _mm_cvtsi32_si128(64 - exponent); // a shift by 64 gives zero
    __m128i carry = _mm_srl_epi64(tweak, back);
    __m128i shifted = _mm_or_si128(_mm_sll_epi64(tweak, shift), _mm_slli_si128(carry, 8));
    return _mm_xor_si128(shifted, _mm_clmulepi64_si128(carry, _mm_cvtsi32_si128(0x87), 0x01));
}

INLINE __m128i times_power(__m128i tweak, size_t exponent) {
    for (; exponent > 56; exponent -= 56) {
        tweak = times_small_power(tweak, 56);
    }
    return times_small_power(tweak, (int)exponent);
}

// ---- strips, and blocks of one unit

// Not removed by the optimiser; small constant sizes become a few vector stores.
INLINE void wipe(void *memory, size_t length_bytes) {
    memset(memory, 0, length_bytes);
    __asm__ volatile("" : : "r"(memory) : "memory");
}

// XTS of consecutive strips of one unit, the first with tweak `seed`. Returns the tweak of the block after them.
INLINE __m128i crypt_strips(struct cipher c, __m128i seed, const uint8_t *src, uint8_t *dst, size_t strips, block *tweaks) {
    for (; strips > 0; strips--) {
        expand_tweaks(tweaks, seed);
        crypt_vectors(c, STRIP_VECTORS, tweaks, src, dst);
        seed = next_seed(seed);
        src += STRIP_BYTES;
        dst += STRIP_BYTES;
    }
    return seed;
}

// XTS of any number of blocks of one unit, the first with tweak `seed`. Returns the tweak of the block after them.
INLINE __m128i crypt_blocks(struct cipher c, __m128i seed, const uint8_t *src, uint8_t *dst, size_t blocks) {
    _Alignas(64) block tweaks[STRIP_BLOCKS];
    size_t strips = blocks / STRIP_BLOCKS;
    size_t tail = blocks % STRIP_BLOCKS;
    seed = crypt_strips(c, seed, src, dst, strips, tweaks);
    if (tail > 0) {
        expand_tweaks(tweaks, seed);
        crypt_tail(c, tail, tweaks, src + strips * STRIP_BYTES, dst + strips * STRIP_BYTES);
        seed = times_power(seed, tail);
    }
    wipe(tweaks, sizeof tweaks);
    return seed;
}

INLINE __m128i crypt_block(struct cipher c, __m128i tweak, __m128i data) {
    const __m128i *keys = (const __m128i *)data_keys(c);
    data = _mm_xor_si128(_mm_xor_si128(data, tweak), keys[0]);
#pragma GCC unroll 16
    for (int round = 1; round < c.rounds; round++) {
        data = c.direction == ENCRYPT ? _mm_aesenc_si128(data, keys[round]) : _mm_aesdec_si128(data, keys[round]);
    }
    __m128i last = _mm_xor_si128(keys[c.rounds], tweak);
    return c.direction == ENCRYPT ? _mm_aesenclast_si128(data, last) : _mm_aesdeclast_si128(data, last);
}

// Ciphertext stealing: the last whole block at src and the 1 to 15 bytes after it. `tweak` is that block's. Decryption uses
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

// ---- the three operations

INLINE void crypt_run(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t units) {
    struct {
        _Alignas(64) block strip[STRIP_BLOCKS];
        _Alignas(64) block unit[BATCH_UNITS];
    } tweaks;
    size_t unit_bytes = (size_t)c.ctx->data_unit_bytes;
    size_t strips = unit_bytes / STRIP_BYTES;
    uint64_t step = unit_bytes / 512;
    while (units > 0) {
        size_t batch = units < BATCH_UNITS ? units : BATCH_UNITS;
        encrypt_tweaks(c, batch, lba, step, tweaks.unit);
        for (size_t i = 0; i < batch; i++) {
            __m128i seed = _mm_load_si128((const __m128i *)tweaks.unit[i]);
            crypt_strips(c, seed, src, dst, strips, tweaks.strip);
            src += unit_bytes;
            dst += unit_bytes;
        }
        lba += batch * step;
        units -= batch;
    }
    wipe(&tweaks, sizeof tweaks);
}

INLINE void crypt_single(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst) {
    _Alignas(64) block tweaks[STRIP_BLOCKS];
    __m128i seed = encrypt_tweak(c, _mm_cvtsi64_si128((int64_t)lba));
    crypt_strips(c, seed, src, dst, (size_t)c.ctx->data_unit_bytes / STRIP_BYTES, tweaks);
    wipe(tweaks, sizeof tweaks);
}

INLINE void crypt_part(
        struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t first_block, size_t blocks) {
    __m128i seed = encrypt_tweak(c, _mm_cvtsi64_si128((int64_t)lba));
    crypt_blocks(c, times_power(seed, first_block), src, dst, blocks);
}

INLINE void crypt_unit(struct cipher c, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes) {
    __m128i seed = encrypt_tweak(c, _mm_loadu_si128((const __m128i *)tweak));
    size_t rest = length_bytes % BLOCK_BYTES;
    size_t blocks = length_bytes / BLOCK_BYTES - (rest > 0);
    seed = crypt_blocks(c, seed, src, dst, blocks);
    if (rest > 0) {
        crypt_stealing(c, seed, src + blocks * BLOCK_BYTES, dst + blocks * BLOCK_BYTES, rest);
    }
}

#define DEFINE_OPERATIONS(name, rounds, direction)                                                                      \
    static void name##_run(const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t units) {    \
        struct cipher c = {ctx, rounds, direction};                                                                     \
        if (units == 1) {                                                                                               \
            crypt_single(c, lba, src, dst);                                                                             \
        } else {                                                                                                        \
            crypt_run(c, lba, src, dst, units);                                                                         \
        }                                                                                                               \
        clear_registers();                                                                                              \
    }                                                                                                                   \
    static void name##_part(                                                                                            \
            const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t first, size_t blocks) {    \
        crypt_part((struct cipher){ctx, rounds, direction}, lba, src, dst, first, blocks);                              \
        clear_registers();                                                                                              \
    }                                                                                                                   \
    static void name##_unit(                                                                                            \
            const struct context *ctx, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes) {    \
        crypt_unit((struct cipher){ctx, rounds, direction}, tweak, src, dst, length_bytes);                             \
        clear_registers();                                                                                              \
    }

DEFINE_OPERATIONS(encrypt_128, AES128_ROUNDS, ENCRYPT)
DEFINE_OPERATIONS(decrypt_128, AES128_ROUNDS, DECRYPT)
DEFINE_OPERATIONS(encrypt_256, AES256_ROUNDS, ENCRYPT)
DEFINE_OPERATIONS(decrypt_256, AES256_ROUNDS, DECRYPT)

#define OPERATIONS(name) \
    { name##_run, name##_part, name##_unit }

const struct kernel KERNEL = {
        .operations = {
                [AES128] = {[ENCRYPT] = OPERATIONS(encrypt_128), [DECRYPT] = OPERATIONS(decrypt_128)},
                [AES256] = {[ENCRYPT] = OPERATIONS(encrypt_256), [DECRYPT] = OPERATIONS(decrypt_256)},
        },
};
