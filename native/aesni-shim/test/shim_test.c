// SPDX-License-Identifier: Apache-2.0
//
// Every kernel against the reference, the reference against published vectors, and every argument that can be wrong. Buffers
// lie between faulting pages. Prints how much was checked; exits with 1 at the first difference.
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "leftovers.h"
#include "reference.h"
#include "sectorkeep_shim.h"
#include "vectors.h"

enum { MOST_UNITS = 300, MOST_RUN_BYTES = MOST_UNITS * 4096, ROOM_BYTES = 256 };
enum { SHORT_UNITS_TO = 600 };

enum direction { ENCRYPT, DECRYPT };

struct kernel_name {
    int32_t kernel;
    const char *name;
};

static const struct kernel_name kernels[] = {
        {SK_KERNEL_AESNI, "AES-NI"}, {SK_KERNEL_VAES256, "VAES-256"}, {SK_KERNEL_VAES512, "VAES-512"}};

// One key and data unit, with a kernel.
struct subject {
    const char *kernel_name;
    int32_t kernel;
    const uint8_t *key;
    size_t key_bytes;
    size_t unit_bytes;
    int64_t ctx;
};

static struct guarded source, target;
static long checks;

static int64_t address(const void *pointer) {
    return (int64_t)(uintptr_t)pointer;
}

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("FAILED: ", stdout);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    exit(1);
}

static uint8_t next_random(void) { // splitmix64, fixed start: a failure can be repeated
    static uint64_t state;
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint8_t)(z ^ z >> 31);
}

static uint8_t *random_bytes(size_t bytes) {
    uint8_t *memory = malloc(bytes);
    if (memory == NULL) {
        fail("out of memory");
    }
    for (size_t i = 0; i < bytes; i++) {
        memory[i] = next_random();
    }
    return memory;
}

static size_t parse_hex(const char *hex, uint8_t *out) {
    size_t bytes = strlen(hex) / 2;
    for (size_t i = 0; i < bytes; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return bytes;
}

static int64_t new_context(const uint8_t *key, size_t key_bytes, size_t unit_bytes, int32_t kernel) {
    size_t bytes = ((size_t)sk_context_bytes() + 63) / 64 * 64;
    void *ctx = aligned_alloc(SK_CONTEXT_ALIGNMENT_BYTES, bytes);
    if (ctx == NULL) {
        fail("out of memory");
    }
    memset(ctx, 0, bytes);
    int32_t status = sk_context_init(address(ctx), address(key), (int64_t)key_bytes, (int64_t)unit_bytes, kernel);
    if (status != 0) {
        fail("sk_context_init: %d", status);
    }
    return address(ctx);
}

static void free_context(int64_t ctx) {
    free((void *)(uintptr_t)ctx);
}

// ---- one call, between guards

struct placement {
    int in_place;
    enum edge edge;
    size_t source_skew, target_skew;
};

static const struct placement in_place_at_end = {1, AT_END, 0, 0};
static const struct placement apart_at_end = {0, AT_END, 0, 0};

typedef int32_t call_function(const struct subject *s, enum direction direction, int64_t src, int64_t dst, void *arguments);

static void check_call(const struct subject *s, enum direction direction, struct placement where, const uint8_t *input,
        const uint8_t *expected, size_t bytes, call_function *call, void *arguments, const char *what) {
    uint8_t *dst = guarded_place(&target, where.edge, where.target_skew, bytes);
    uint8_t *src = where.in_place ? dst : guarded_place(&source, where.edge, where.source_skew, bytes);
    memcpy(src, input, bytes);
    int32_t status = call(s, direction, address(src), address(dst), arguments);
    if (status != 0 || memcmp(dst, expected, bytes) != 0 || !guarded_intact(&target, dst, bytes)
            || memcmp(src, where.in_place ? expected : input, bytes) != 0) {
        fail("%s: %s, %zu-bit keys, data unit %zu, %s %zu bytes, %s, skew %zu to %zu, status %d", what, s->kernel_name,
                s->key_bytes * 4, s->unit_bytes, direction == ENCRYPT ? "encrypt" : "decrypt", bytes,
                where.in_place ? "in place" : "apart", where.source_skew, where.target_skew, status);
    }
    checks++;
}

static void check_both_ways(const struct subject *s, struct placement where, const uint8_t *plain, const uint8_t *cipher,
        size_t bytes, call_function *call, void *arguments, const char *what) {
    check_call(s, ENCRYPT, where, plain, cipher, bytes, call, arguments, what);
    check_call(s, DECRYPT, where, cipher, plain, bytes, call, arguments, what);
}

// ---- runs

struct run {
    uint64_t first_lba;
    size_t bytes;
};

static int32_t call_run(const struct subject *s, enum direction direction, int64_t src, int64_t dst, void *arguments) {
    struct run *run = arguments;
    return (direction == ENCRYPT ? sk_encrypt_run : sk_decrypt_run)(
            s->ctx, (int64_t)run->first_lba, src, dst, (int64_t)run->bytes);
}

static void reference_run(const struct subject *s, uint64_t lba, const uint8_t *plain, uint8_t *cipher, size_t units) {
    for (size_t i = 0; i < units; i++) {
        uint8_t tweak[16];
        reference_lba_tweak(lba + i * (s->unit_bytes / 512), tweak);
        reference_encrypt(s->key, s->key_bytes, tweak, plain + i * s->unit_bytes, cipher + i * s->unit_bytes, s->unit_bytes);
    }
}

static void check_runs(const struct subject *s, uint64_t lba, const uint8_t *plain, const uint8_t *cipher) {
    for (size_t units = 1; units <= MOST_UNITS; units++) {
        struct run run = {lba, units * s->unit_bytes};
        struct placement skewed = {0, units % 2 ? AT_START : AT_END, units * 7 % 64, units * 11 % 64};
        check_both_ways(s, in_place_at_end, plain, cipher, run.bytes, call_run, &run, "run");
        check_both_ways(s, skewed, plain, cipher, run.bytes, call_run, &run, "run");
    }
}

static void check_run_alignments(const struct subject *s, uint64_t lba, const uint8_t *plain, const uint8_t *cipher) {
    static const size_t few_units[] = {1, 2, 3, 7, 66};
    for (size_t i = 0; i < sizeof few_units / sizeof *few_units; i++) {
        struct run run = {lba, few_units[i] * s->unit_bytes};
        for (size_t skew = 0; skew < 64; skew++) {
            for (enum edge edge = AT_START; edge <= AT_END; edge++) {
                struct placement in_place = {1, edge, skew, skew};
                struct placement apart = {0, edge, skew, (skew * 5 + 3) % 64};
                check_both_ways(s, in_place, plain, cipher, run.bytes, call_run, &run, "run alignment");
                check_both_ways(s, apart, plain, cipher, run.bytes, call_run, &run, "run alignment");
            }
        }
    }
}

// The last 80 units that have an LBA, and units round 2^32.
static void check_far_lbas(const struct subject *s, const uint8_t *plain, uint8_t *cipher) {
    size_t step = s->unit_bytes / 512, units = 80;
    uint64_t far[] = {(UINT64_C(1) << 63) - units * step, (UINT64_C(1) << 32) - 40 * step};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        struct run run = {far[i], units * s->unit_bytes};
        reference_run(s, run.first_lba, plain, cipher, units);
        check_both_ways(s, apart_at_end, plain, cipher, run.bytes, call_run, &run, "far run");
    }
}

// ---- parts

struct part {
    uint64_t lba;
    size_t first_block, blocks;
};

static int32_t call_part(const struct subject *s, enum direction direction, int64_t src, int64_t dst, void *arguments) {
    struct part *part = arguments;
    return (direction == ENCRYPT ? sk_encrypt_part : sk_decrypt_part)(
            s->ctx, (int64_t)part->lba, src, dst, (int64_t)(part->first_block << 32 | part->blocks));
}

static void check_parts(const struct subject *s, uint64_t lba, const uint8_t *plain, const uint8_t *cipher) {
    size_t unit_blocks = s->unit_bytes / 16;
    for (size_t first = 0; first <= unit_blocks; first++) {
        for (size_t blocks = 0; first + blocks <= unit_blocks; blocks++) {
            struct part part = {lba, first, blocks};
            struct placement where = {(first + blocks) % 2, blocks % 4 < 2 ? AT_START : AT_END, first % 64, blocks % 64};
            check_both_ways(s, where, plain + first * 16, cipher + first * 16, blocks * 16, call_part, &part, "part");
        }
    }
}

// ---- units with any tweak and length

struct unit {
    const uint8_t *tweak;
    size_t bytes;
};

static int32_t call_unit(const struct subject *s, enum direction direction, int64_t src, int64_t dst, void *arguments) {
    struct unit *unit = arguments;
    return (direction == ENCRYPT ? sk_encrypt_unit : sk_decrypt_unit)(
            s->ctx, address(unit->tweak), src, dst, (int64_t)unit->bytes);
}

static void check_unit(const struct subject *s, const uint8_t *plain, uint8_t *cipher, size_t bytes) {
    uint8_t tweak[16];
    for (int i = 0; i < 16; i++) {
        tweak[i] = next_random();
    }
    struct unit unit = {tweak, bytes};
    reference_encrypt(s->key, s->key_bytes, tweak, plain, cipher, bytes);
    check_both_ways(s, in_place_at_end, plain, cipher, bytes, call_unit, &unit, "unit");
    check_both_ways(s, apart_at_end, plain, cipher, bytes, call_unit, &unit, "unit");
    struct placement at_start = {0, AT_START, bytes % 64, bytes * 3 % 64};
    check_both_ways(s, at_start, plain, cipher, bytes, call_unit, &unit, "unit");
}

static void check_units(const struct subject *s, const uint8_t *plain, uint8_t *cipher) {
    static const size_t long_units[] = {4095, 4096, 4097, 8191, 16400, 65535, 65536, 65537, 131071};
    for (size_t bytes = 16; bytes <= SHORT_UNITS_TO; bytes++) {
        check_unit(s, plain, cipher, bytes);
    }
    for (size_t i = 0; i < sizeof long_units / sizeof *long_units; i++) {
        check_unit(s, plain, cipher, long_units[i]);
    }
}

// The longest unit against one reference result for all kernels: the reference takes seconds for it.
static void check_longest_unit(int64_t available, const uint8_t *key) {
    static const uint8_t tweak[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    size_t bytes = SK_MAX_UNIT_BYTES - 3;
    uint8_t *plain = random_bytes(SK_MAX_UNIT_BYTES), *cipher = random_bytes(SK_MAX_UNIT_BYTES);
    reference_encrypt(key, 64, tweak, plain, cipher, bytes);
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (available & kernels[i].kernel) {
            int64_t ctx = new_context(key, 64, 512, kernels[i].kernel);
            struct subject s = {kernels[i].name, kernels[i].kernel, key, 64, 512, ctx};
            struct unit unit = {tweak, bytes};
            check_both_ways(&s, in_place_at_end, plain, cipher, bytes, call_unit, &unit, "longest unit");
            free_context(ctx);
        }
    }
    free(plain);
    free(cipher);
}

// ---- what calls leave on the stack and in registers

static struct leftovers left;

static void check_no_secret_left(const struct subject *s, const uint8_t *tweaks, size_t units, const char *what) {
    if (leftovers_in_registers(&left)) {
        fail("%s, %s: a vector register still holds something", what, s->kernel_name);
    }
    const uint8_t *schedules = (const uint8_t *)(uintptr_t)s->ctx;
    uint8_t zeroes[16] = {0}; // unused round keys of AES-128
    for (int64_t at = 64; at < sk_context_bytes(); at += 16) {
        if (memcmp(schedules + at, zeroes, 16) != 0 && leftovers_on_stack(&left, schedules + at)) {
            fail("%s, %s: the round key at %" PRId64 " is still on the stack", what, s->kernel_name, at);
        }
    }
    for (size_t i = 0; i < units; i++) {
        if (leftovers_on_stack(&left, tweaks + 16 * i)) {
            fail("%s, %s: the encrypted tweak of unit %zu is still on the stack", what, s->kernel_name, i);
        }
    }
    checks++;
}

static void check_leftovers(const struct subject *s) {
    enum { UNITS = 70, LBA = 77 };
    static uint8_t buffer[UNITS * 4096], tweaks[UNITS * 16];
    int64_t b = address(buffer), unit = (int64_t)s->unit_bytes, any_tweak = address(s->key);
    for (size_t i = 0; i < UNITS; i++) {
        reference_lba_tweak(LBA + i * (s->unit_bytes / 512), tweaks + 16 * i);
        reference_encrypt_tweak(s->key, s->key_bytes, tweaks + 16 * i);
    }
    leftovers_plant(tweaks);
    leftovers_take(&left);
    if (!leftovers_on_stack(&left, tweaks)) {
        fail("the search does not find what was planted on the stack");
    }
    leftovers_prepare();
    sk_context_init(s->ctx, address(s->key), (int64_t)s->key_bytes, unit, s->kernel);
    leftovers_take(&left);
    check_no_secret_left(s, tweaks, 0, "context");
    for (size_t units = 1; units <= UNITS; units += units < 10 ? 1 : 20) {
        leftovers_prepare();
        sk_encrypt_run(s->ctx, LBA, b, b, (int64_t)units * unit);
        leftovers_take(&left);
        check_no_secret_left(s, tweaks, UNITS, "encrypt run");
        leftovers_prepare();
        sk_decrypt_run(s->ctx, LBA, b, b, (int64_t)units * unit);
        leftovers_take(&left);
        check_no_secret_left(s, tweaks, UNITS, "decrypt run");
    }
    leftovers_prepare();
    sk_encrypt_part(s->ctx, LBA, b, b, unit / 16 - 1);
    leftovers_take(&left);
    check_no_secret_left(s, tweaks, UNITS, "part");
    leftovers_prepare();
    sk_decrypt_unit(s->ctx, any_tweak, b, b, 1023);
    leftovers_take(&left);
    check_no_secret_left(s, tweaks, 0, "unit");
}

// ---- known answers

static void check_reference(void) {
    for (size_t i = 0; i < IEEE1619_VECTORS; i++) {
        uint8_t key[64], plain[512], cipher[512], out[512], tweak[16];
        size_t key_bytes = parse_hex(ieee1619[i].key, key);
        size_t bytes = parse_hex(ieee1619[i].plaintext, plain);
        parse_hex(ieee1619[i].ciphertext, cipher);
        reference_lba_tweak(ieee1619[i].data_unit_number, tweak);
        reference_encrypt(key, key_bytes, tweak, plain, out, bytes);
        if (memcmp(out, cipher, bytes) != 0) {
            fail("the reference does not encrypt IEEE 1619 vector %zu", i);
        }
        reference_decrypt(key, key_bytes, tweak, cipher, out, bytes);
        if (memcmp(out, plain, bytes) != 0) {
            fail("the reference does not decrypt IEEE 1619 vector %zu", i);
        }
        checks += 2;
    }
}

static void check_known_answers(const char *name, int32_t kernel) {
    for (size_t i = 0; i < IEEE1619_VECTORS; i++) {
        uint8_t key[64], plain[512], cipher[512], tweak[16];
        size_t key_bytes = parse_hex(ieee1619[i].key, key);
        size_t bytes = parse_hex(ieee1619[i].plaintext, plain);
        parse_hex(ieee1619[i].ciphertext, cipher);
        reference_lba_tweak(ieee1619[i].data_unit_number, tweak);
        int64_t ctx = new_context(key, key_bytes, 512, kernel);
        struct subject s = {name, kernel, key, key_bytes, 512, ctx};
        struct unit unit = {tweak, bytes};
        check_both_ways(&s, apart_at_end, plain, cipher, bytes, call_unit, &unit, "IEEE 1619 vector");
        free_context(ctx);
    }
}

// ---- wrong arguments

static void expect(int32_t status, int32_t expected, const char *what) {
    if (status != expected) {
        fail("%s: status %d, expected %d", what, status, expected);
    }
    checks++;
}

#define EXPECT(call, error) expect(call, error, #call)

static void check_wrong_context_arguments(int64_t available, const uint8_t *key) {
    _Alignas(64) static uint8_t memory[4096], before[4096];
    memset(memory, 0x5a, sizeof memory);
    memcpy(before, memory, sizeof memory);
    int64_t ctx = address(memory), k = address(key);
    int32_t kernel = (int32_t)(available & -available);
    EXPECT(sk_context_init(0, k, 64, 512, kernel), SK_ERROR_ADDRESS);
    EXPECT(sk_context_init(-64, k, 64, 512, kernel), SK_ERROR_ADDRESS);
    EXPECT(sk_context_init(INT64_MAX - 63, k, 64, 512, kernel), SK_ERROR_ADDRESS);
    EXPECT(sk_context_init(ctx, 0, 64, 512, kernel), SK_ERROR_ADDRESS);
    EXPECT(sk_context_init(ctx + 16, k, 64, 512, kernel), SK_ERROR_CONTEXT);
    EXPECT(sk_context_init(ctx, k, 48, 512, kernel), SK_ERROR_KEY);
    EXPECT(sk_context_init(ctx, k, 16, 512, kernel), SK_ERROR_KEY);
    EXPECT(sk_context_init(ctx, k, -64, 512, kernel), SK_ERROR_KEY);
    EXPECT(sk_context_init(ctx, k, 64, 1024, kernel), SK_ERROR_DATA_UNIT);
    EXPECT(sk_context_init(ctx, k, 64, 0, kernel), SK_ERROR_DATA_UNIT);
    EXPECT(sk_context_init(ctx, k, 64, 512, 0), SK_ERROR_KERNEL);
    EXPECT(sk_context_init(ctx, k, 64, 512, 3), SK_ERROR_KERNEL);
    EXPECT(sk_context_init(ctx, k, 64, 512, 8), SK_ERROR_KERNEL);
    EXPECT(sk_context_init(ctx, k, 64, 512, -1), SK_ERROR_KERNEL);
    for (int32_t bit = SK_KERNEL_AESNI; bit <= SK_KERNEL_VAES512; bit *= 2) {
        if ((available & bit) == 0) {
            EXPECT(sk_context_init(ctx, k, 64, 512, bit), SK_ERROR_KERNEL);
        }
    }
    EXPECT(sk_encrypt_run(ctx, 0, k, k, 0), SK_ERROR_CONTEXT); // never initialised
    if (memcmp(memory, before, sizeof memory) != 0) {
        fail("a refused sk_context_init wrote something");
    }
}

typedef int32_t run_call(int64_t, int64_t, int64_t, int64_t, int64_t);

static void check_wrong_run(const struct subject *s, run_call *run, int64_t b) {
    int64_t c = s->ctx, unit = (int64_t)s->unit_bytes, step = unit / 512;
    EXPECT(run(0, 0, b, b, unit), SK_ERROR_ADDRESS);
    EXPECT(run(c + 16, 0, b, b, unit), SK_ERROR_CONTEXT);
    EXPECT(run(c, 0, 0, b, unit), SK_ERROR_ADDRESS);
    EXPECT(run(c, 0, b, 0, unit), SK_ERROR_ADDRESS);
    EXPECT(run(c, 0, -1, b, unit), SK_ERROR_ADDRESS);
    EXPECT(run(c, 0, b, b, INT64_MAX - unit + 1), SK_ERROR_ADDRESS);
    EXPECT(run(c, 0, b, b, unit - 1), SK_ERROR_LENGTH);
    EXPECT(run(c, 0, b, b, unit + 16), SK_ERROR_LENGTH);
    EXPECT(run(c, 0, b, b, unit / 2), SK_ERROR_LENGTH);
    EXPECT(run(c, 0, b, b, -unit), SK_ERROR_LENGTH);
    EXPECT(run(c, -1, b, b, unit), SK_ERROR_LBA);
    EXPECT(run(c, INT64_MIN, b, b, unit), SK_ERROR_LBA);
    EXPECT(run(c, INT64_MAX - step + 2, b, b, unit), SK_ERROR_LBA);
    EXPECT(run(c, INT64_MAX - step + 1, b, b, 2 * unit), SK_ERROR_LBA);
    EXPECT(run(c, 0, b, b + 16, unit), SK_ERROR_OVERLAP);
    EXPECT(run(c, 0, b + unit - 1, b, unit), SK_ERROR_OVERLAP);
    EXPECT(run(c, 0, b, b, 0), 0);
    EXPECT(run(c, 0, 0, 0, 0), 0);
    EXPECT(run(c, -1, b, b, 0), SK_ERROR_LBA);
}

static void check_wrong_part(const struct subject *s, run_call *part, int64_t b) {
    int64_t c = s->ctx, blocks = (int64_t)s->unit_bytes / 16, one = 1;
    EXPECT(part(0, 0, b, b, 1), SK_ERROR_ADDRESS);
    EXPECT(part(c + 16, 0, b, b, 1), SK_ERROR_CONTEXT);
    EXPECT(part(c, 0, 0, b, 1), SK_ERROR_ADDRESS);
    EXPECT(part(c, 0, b, 0, 1), SK_ERROR_ADDRESS);
    EXPECT(part(c, 0, b, b, blocks + 1), SK_ERROR_PART);
    EXPECT(part(c, 0, b, b, one << 32 | blocks), SK_ERROR_PART);
    EXPECT(part(c, 0, b, b, blocks << 32 | 1), SK_ERROR_PART);
    EXPECT(part(c, 0, b, b, UINT32_MAX), SK_ERROR_PART);
    EXPECT(part(c, 0, b, b, -1), SK_ERROR_PART);
    EXPECT(part(c, 0, b, b, INT64_MIN | 1), SK_ERROR_PART);
    EXPECT(part(c, -1, b, b, 1), SK_ERROR_LBA);
    EXPECT(part(c, INT64_MAX, b, b, 1), s->unit_bytes == 512 ? 0 : SK_ERROR_LBA);
    EXPECT(part(c, 0, b, b + 8, 1), SK_ERROR_OVERLAP);
    EXPECT(part(c, 0, b, b, 0), 0);
    EXPECT(part(c, 0, b, b, blocks << 32), 0);
}

static void check_wrong_unit(const struct subject *s, run_call *unit, int64_t b) {
    int64_t c = s->ctx, tweak = address(s->key);
    EXPECT(unit(0, tweak, b, b, 16), SK_ERROR_ADDRESS);
    EXPECT(unit(c + 16, tweak, b, b, 16), SK_ERROR_CONTEXT);
    EXPECT(unit(c, 0, b, b, 16), SK_ERROR_ADDRESS);
    EXPECT(unit(c, tweak, 0, b, 16), SK_ERROR_ADDRESS);
    EXPECT(unit(c, tweak, b, 0, 16), SK_ERROR_ADDRESS);
    EXPECT(unit(c, tweak, b, b, 15), SK_ERROR_LENGTH);
    EXPECT(unit(c, tweak, b, b, 0), SK_ERROR_LENGTH);
    EXPECT(unit(c, tweak, b, b, -16), SK_ERROR_LENGTH);
    EXPECT(unit(c, tweak, b, b, SK_MAX_UNIT_BYTES + 1), SK_ERROR_LENGTH);
    EXPECT(unit(c, tweak, b, b + 15, 16), SK_ERROR_OVERLAP);
}

// The buffer may change only by the one part call above that is right, at the last LBA; all others leave it as it is.
static void check_wrong_arguments(const struct subject *s) {
    uint8_t *buffer = guarded_place(&target, AT_START, 0, 16384);
    static uint8_t before[16384];
    memset(buffer, 0x3c, 16384);
    memcpy(before, buffer, 16384);
    int64_t b = address(buffer);
    check_wrong_run(s, sk_encrypt_run, b);
    check_wrong_run(s, sk_decrypt_run, b);
    check_wrong_part(s, sk_encrypt_part, b);
    check_wrong_part(s, sk_decrypt_part, b); // undoes that one
    check_wrong_unit(s, sk_encrypt_unit, b);
    check_wrong_unit(s, sk_decrypt_unit, b);
    if (memcmp(buffer, before, 16384) != 0) {
        fail("a refused call wrote something (%s, data unit %zu)", s->kernel_name, s->unit_bytes);
    }
    checks++;
}

static void check_wipe(void) {
    uint8_t memory[100];
    memset(memory, 1, sizeof memory);
    sk_wipe(0, 10);
    sk_wipe(address(memory), -1);
    sk_wipe(address(memory), 0);
    sk_wipe(address(memory + 1), 98);
    for (size_t i = 0; i < sizeof memory; i++) {
        if (memory[i] != (i == 0 || i == 99)) {
            fail("sk_wipe: byte %zu is %d", i, memory[i]);
        }
    }
    checks++;
}

static void check_limit(int64_t available) {
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        int32_t kernel = kernels[i].kernel;
        int64_t done = sk_aes_limit(kernel, 1000);
        if (available & kernel ? done < 1000 || done > 1100 : done != SK_ERROR_KERNEL) {
            fail("sk_aes_limit of 1000 blocks, %s: %" PRId64, kernels[i].name, done);
        }
        if ((available & kernel) && (sk_aes_limit(kernel, -1) != SK_ERROR_LENGTH || sk_aes_limit(kernel, 0) != 0)) {
            fail("sk_aes_limit of -1 and 0 blocks, %s", kernels[i].name);
        }
    }
    if (sk_aes_limit(0, 1) != SK_ERROR_KERNEL || sk_aes_limit(7, 1) != SK_ERROR_KERNEL) {
        fail("sk_aes_limit takes kernels that are none");
    }
    checks++;
}

// ---- all of it

static void check_subject(struct subject *s, const uint8_t *plain, uint8_t *cipher, uint8_t *scratch) {
    uint64_t lba = 12345;
    s->ctx = new_context(s->key, s->key_bytes, s->unit_bytes, s->kernel);
    reference_run(s, lba, plain, cipher, MOST_UNITS);
    check_runs(s, lba, plain, cipher);
    check_run_alignments(s, lba, plain, cipher);
    check_parts(s, lba, plain, cipher);
    check_far_lbas(s, plain, scratch);
    check_units(s, plain, scratch);
    check_wrong_arguments(s);
    check_leftovers(s);
    free_context(s->ctx);
}

static void check_kernel(const char *name, int32_t kernel, const uint8_t *key, const uint8_t *plain) {
    uint8_t *cipher = random_bytes(MOST_RUN_BYTES), *scratch = random_bytes(MOST_RUN_BYTES);
    long checks_before = checks;
    check_known_answers(name, kernel);
    for (size_t key_bytes = 32; key_bytes <= 64; key_bytes *= 2) {
        for (size_t unit_bytes = 512; unit_bytes <= 4096; unit_bytes *= 8) {
            struct subject s = {name, kernel, key, key_bytes, unit_bytes, 0};
            check_subject(&s, plain, cipher, scratch);
        }
    }
    printf("shim_test: %s: %ld checks passed\n", name, checks - checks_before);
    free(cipher);
    free(scratch);
}

int main(void) {
    if (sk_abi_version() != SK_ABI_VERSION) {
        fail("ABI version %" PRIu32, sk_abi_version());
    }
    source = guarded_allocate(SK_MAX_UNIT_BYTES + ROOM_BYTES);
    target = guarded_allocate(SK_MAX_UNIT_BYTES + ROOM_BYTES);
    uint8_t *key = random_bytes(64), *plain = random_bytes(MOST_RUN_BYTES);
    int64_t available = sk_kernels();
    check_reference();
    check_wipe();
    check_limit(available);
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (available & kernels[i].kernel) {
            check_kernel(kernels[i].name, kernels[i].kernel, key, plain);
        } else {
            printf("shim_test: %s: skipped, this CPU or operating system lacks it\n", kernels[i].name);
        }
    }
    if (available != 0) {
        check_wrong_context_arguments(available, key);
        check_longest_unit(available, key);
    }
    printf("shim_test: %ld checks passed in all\n", checks);
    free(key);
    free(plain);
    return 0;
}
