// SPDX-License-Identifier: Apache-2.0
//
// The XTS kernel, once for all instruction sets. Each kernel_*.c defines the vocabulary below, then includes this file.
//
//   kernel_aesni.c     1 block a vector   any x86-64 with AES-NI and PCLMULQDQ (Intel since 2010, AMD since 2011)
//   kernel_vaes256.c   2 blocks a vector  AVX2 + VAES (Zen 3; Alder Lake and its successors without AVX-512)
//   kernel_vaes512.c   4 blocks a vector  AVX-512 + VAES (Zen 4 and later; Ice Lake and later)
//
// Vocabulary
//   VECTOR_BLOCKS                blocks in a vector
//   KERNEL                       name of the struct kernel to define
//   vector                       the vector type
//   load_vector, store_vector    at any alignment
//   load_blocks, store_blocks    the first 1 to VECTOR_BLOCKS - 1 blocks, touching no byte beyond them
//   load_key                     a wide_key
//   xor2, xor3                   of vectors
//   round_encrypt, last_encrypt, round_decrypt, last_decrypt    AES rounds of (vector, round key)
//   lba_tweaks                   tweak plaintexts of VECTOR_BLOCKS units whose LBAs are a step apart
//   begin_expansion, expand_vector    from a seed T: vector 0 (T·x^0, T·x^1, …), then vectors 1 to 7, in this order
//   clear_registers              zeroes every vector register
//
// Structure. Data is cut into strips of 8 vectors; a strip never crosses a data unit's end, so one 16-byte seed T·x^k gives all
// its tweaks. An AES round has a latency of 3 or 4 cycles and is issued up to twice a cycle: 8 vectors side by side just hide
// that, and fit 16 registers.
//
//   tweaks.h   A run first encrypts the tweaks of up to 64 units side by side; one by one each would cost 14 × 4 cycles.
//   strips.h   Then it goes through the strips of all these units without a bubble at a strip's or a unit's end: in each of the
//              first eight rounds one vector of tweaks for the next strip is made beside the AES rounds, and each vector's last
//              round is followed by the first step of the vector that takes its place. It prefetches what lies ahead.
//   rounds.h   Whitening: data ^ tweak ^ first round key in one step; the last round key is XORed with the tweak beforehand.
//
// The tweaks of two strips live in memory (L1) for the time of their rounds. Thus data, key and temporaries fit the registers,
// the compiler spills nothing secret to places of its own, and the scratch is wiped at the end.
#include <immintrin.h>
#include <string.h>

#include "context.h"

#define INLINE static inline __attribute__((always_inline))

enum {
    STRIP_VECTORS = 8,
    STRIP_BLOCKS = STRIP_VECTORS * VECTOR_BLOCKS,
    STRIP_BYTES = STRIP_BLOCKS * BLOCK_BYTES,
    VECTOR_BYTES = VECTOR_BLOCKS * BLOCK_BYTES,
    BATCH_UNITS = 64,
    SECTOR_BYTES = 512,
};

typedef uint8_t block[BLOCK_BYTES];
typedef block strip_tweaks[STRIP_BLOCKS];

// A key size and a direction, constants once inlined.
struct cipher {
    const struct context *ctx;
    int rounds;
    int direction;
};

#include "rounds.h"
#include "tweaks.h"
#include "strips.h"

// One unit that is one strip, which 512 bytes are to the ZMM kernel alone: no pipeline to fill, and data and tweaks fit its 32
// registers. Wiping the array, by its address, would force the tweaks into memory, for a quarter of the time.
INLINE void crypt_one_strip(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst) {
    strip_tweaks tweaks;
    expand_strip(tweaks, encrypt_tweak(c, _mm_cvtsi64_si128((int64_t)lba)));
    crypt_vectors(c, STRIP_VECTORS, tweaks, src, dst);
    clear_registers();
}

// One unit of several strips.
INLINE void crypt_one_unit(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst) {
    _Alignas(64) strip_tweaks scratch[2];
    struct seeds seeds = seeds_from(encrypt_tweak(c, _mm_cvtsi64_si128((int64_t)lba)));
    size_t unit_bytes = (size_t)c.ctx->data_unit_bytes;
    crypt_strips(c, &seeds, src, src + unit_bytes - STRIP_BYTES, dst, unit_bytes / STRIP_BYTES, scratch);
    wipe(scratch, sizeof scratch);
    clear_registers();
}

INLINE void crypt_units(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t units) {
    _Alignas(64) strip_tweaks scratch[2];
    _Alignas(64) block unit_tweaks[BATCH_UNITS];
    size_t unit_bytes = (size_t)c.ctx->data_unit_bytes;
    size_t strips_per_unit = unit_bytes / STRIP_BYTES;
    uint64_t step = unit_bytes / SECTOR_BYTES;
    const uint8_t *last_strip = src + units * unit_bytes - STRIP_BYTES;
    size_t most = units < BATCH_UNITS ? units : BATCH_UNITS;
    while (units > 0) {
        size_t batch = units < BATCH_UNITS ? units : BATCH_UNITS;
        encrypt_tweaks(c, batch, lba, step, unit_tweaks);
        struct seeds seeds = seeds_of_units(unit_tweaks, batch, strips_per_unit);
        crypt_strips(c, &seeds, src, last_strip, dst, batch * strips_per_unit, scratch);
        src += batch * unit_bytes;
        dst += batch * unit_bytes;
        lba += batch * step;
        units -= batch;
    }
    wipe(scratch, sizeof scratch);
    wipe_tweaks(unit_tweaks, most);
    clear_registers();
}

INLINE void crypt_part(struct cipher c, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t first_block, size_t blocks) {
    __m128i seed = encrypt_tweak(c, _mm_cvtsi64_si128((int64_t)lba));
    crypt_blocks(c, times_power(seed, first_block), src, dst, blocks);
    clear_registers();
}

INLINE void crypt_unit(struct cipher c, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes) {
    __m128i seed = encrypt_tweak(c, _mm_loadu_si128((const __m128i *)tweak));
    size_t rest = length_bytes % BLOCK_BYTES;
    size_t blocks = length_bytes / BLOCK_BYTES - (rest > 0);
    seed = crypt_blocks(c, seed, src, dst, blocks);
    if (rest > 0) {
        crypt_stealing(c, seed, src + blocks * BLOCK_BYTES, dst + blocks * BLOCK_BYTES, rest);
    }
    clear_registers();
}

// The three kinds of run are functions of their own, lest a call for 512 bytes saves registers and stack for the pipeline.
#define DEFINE_OPERATIONS(name, rounds, direction)                                                                           \
    static __attribute__((noinline)) void name##_one_unit(                                                                   \
            const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst) {                                     \
        crypt_one_unit((struct cipher){ctx, rounds, direction}, lba, src, dst);                                              \
    }                                                                                                                        \
    static __attribute__((noinline)) void name##_units(                                                                      \
            const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t units) {                       \
        crypt_units((struct cipher){ctx, rounds, direction}, lba, src, dst, units);                                          \
    }                                                                                                                        \
    static void name##_run(const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t units) {        \
        if (units > 1) {                                                                                                     \
            name##_units(ctx, lba, src, dst, units);                                                                         \
        } else if (STRIP_BYTES < SECTOR_BYTES || ctx->data_unit_bytes > STRIP_BYTES) {                                       \
            name##_one_unit(ctx, lba, src, dst);                                                                             \
        } else {                                                                                                             \
            crypt_one_strip((struct cipher){ctx, rounds, direction}, lba, src, dst);                                         \
        }                                                                                                                    \
    }                                                                                                                        \
    static void name##_part(                                                                                                 \
            const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t first_block, size_t blocks) {   \
        crypt_part((struct cipher){ctx, rounds, direction}, lba, src, dst, first_block, blocks);                             \
    }                                                                                                                        \
    static void name##_unit(                                                                                                 \
            const struct context *ctx, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes) {         \
        crypt_unit((struct cipher){ctx, rounds, direction}, tweak, src, dst, length_bytes);                                  \
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
