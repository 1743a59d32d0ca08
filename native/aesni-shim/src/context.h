// SPDX-License-Identifier: Apache-2.0
//
// What the entry points, the key schedule and the kernels share. Nothing here is exported.
#ifndef SECTORKEEP_CONTEXT_H
#define SECTORKEEP_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#define BLOCK_BYTES 16
#define MAX_ROUND_KEYS 15

enum { AES128_ROUNDS = 10, AES256_ROUNDS = 14 };

enum { MAX_VECTOR_BLOCKS = 4 };

// A round key, once for each block of the widest vector: a plain load is cheaper than a broadcasting one.
typedef uint8_t wide_key[MAX_VECTOR_BLOCKS][BLOCK_BYTES];

// Round keys in the order in which they are used.
struct key_schedule {
    _Alignas(64) wide_key round_key[MAX_ROUND_KEYS];
};

struct context {
    uint64_t magic;
    int32_t kernel;
    int32_t rounds;
    int64_t data_unit_bytes;
    struct key_schedule data_encrypt;
    struct key_schedule data_decrypt; // equivalent inverse cipher (FIPS 197, 5.3.5)
    struct key_schedule tweak_encrypt;
};

_Static_assert(sizeof(struct context) == 64 + 3 * MAX_ROUND_KEYS * sizeof(wide_key), "no padding but that of the first line");

// The arguments of these were checked by the entry points.
typedef void run_function(const struct context *ctx, uint64_t first_lba, const uint8_t *src, uint8_t *dst, size_t units);
typedef void part_function(
        const struct context *ctx, uint64_t lba, const uint8_t *src, uint8_t *dst, size_t first_block, size_t blocks);
typedef void unit_function(const struct context *ctx, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes);

// One key size and direction of a kernel.
struct operations {
    run_function *run;
    part_function *part;
    unit_function *unit;
};

enum { AES128, AES256, KEY_SIZES };
enum { ENCRYPT, DECRYPT, DIRECTIONS };

struct kernel {
    struct operations operations[KEY_SIZES][DIRECTIONS];
};

extern const struct kernel kernel_aesni;
extern const struct kernel kernel_vaes256;
extern const struct kernel kernel_vaes512;

// The SK_KERNEL_ bits that CPUID and XCR0 allow; asked once, then remembered.
int32_t detect_kernels(void);

// Fills schedules of one AES key; decrypt may be null. rounds is AES128_ROUNDS or AES256_ROUNDS.
void expand_key(const uint8_t *key, int rounds, struct key_schedule *encrypt, struct key_schedule *decrypt);

#endif
