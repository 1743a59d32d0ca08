// SPDX-License-Identifier: Apache-2.0
//
// The exported functions: every argument is checked here, then the context's kernel does the work.
#include "sectorkeep_shim.h"

#include <string.h>

#include "context.h"

#define CONTEXT_MAGIC UINT64_C(0x3153545850454b53) // "SKEPXTS1", little-endian

static uint8_t *pointer(int64_t address) {
    return (uint8_t *)(uintptr_t)address;
}

static const struct context *context_at(int64_t address) {
    return (const struct context *)(uintptr_t)address;
}

static int is_range(int64_t address, int64_t length_bytes) {
    return address > 0 && address <= INT64_MAX - length_bytes;
}

static int32_t check_context(int64_t ctx) {
    if (!is_range(ctx, sizeof(struct context))) {
        return SK_ERROR_ADDRESS;
    }
    return ctx % SK_CONTEXT_ALIGNMENT_BYTES == 0 && context_at(ctx)->magic == CONTEXT_MAGIC ? 0 : SK_ERROR_CONTEXT;
}

// length_bytes is at least 0.
static int32_t check_buffers(int64_t src, int64_t dst, int64_t length_bytes) {
    if (!is_range(src, length_bytes) || !is_range(dst, length_bytes)) {
        return SK_ERROR_ADDRESS;
    }
    int64_t distance = src > dst ? src - dst : dst - src;
    return distance == 0 || distance >= length_bytes ? 0 : SK_ERROR_OVERLAP;
}

// The last of `bytes` from the start of sector `lba`, at least one, lies in a sector that is at most 2^63 - 1.
static int32_t check_lba(int64_t lba, int64_t bytes) {
    return lba >= 0 && lba <= INT64_MAX - (bytes - 1) / SK_SECTOR_BYTES ? 0 : SK_ERROR_LBA;
}

static const struct operations *operations_of(const struct context *ctx, int direction) {
    const struct kernel *kernel = ctx->kernel == SK_KERNEL_VAES512 ? &kernel_vaes512
            : ctx->kernel == SK_KERNEL_VAES256                     ? &kernel_vaes256
                                                                   : &kernel_aesni;
    return &kernel->operations[ctx->rounds == AES128_ROUNDS ? AES128 : AES256][direction];
}

uint32_t sk_abi_version(void) {
    return SK_ABI_VERSION;
}

int64_t sk_kernels(void) {
    return detect_kernels();
}

int64_t sk_context_bytes(void) {
    return sizeof(struct context);
}

void sk_wipe(int64_t address, int64_t length_bytes) {
    if (address > 0 && length_bytes > 0) {
        explicit_bzero(pointer(address), (size_t)length_bytes);
    }
}

int32_t sk_context_init(int64_t ctx, int64_t key, int64_t key_bytes, int64_t data_unit_bytes, int32_t kernel) {
    if (key_bytes != 32 && key_bytes != 64) {
        return SK_ERROR_KEY;
    }
    if (!is_range(ctx, sizeof(struct context)) || !is_range(key, key_bytes)) {
        return SK_ERROR_ADDRESS;
    }
    if (ctx % SK_CONTEXT_ALIGNMENT_BYTES != 0) {
        return SK_ERROR_CONTEXT;
    }
    if (data_unit_bytes != 512 && data_unit_bytes != 4096) {
        return SK_ERROR_DATA_UNIT;
    }
    if ((kernel != SK_KERNEL_AESNI && kernel != SK_KERNEL_VAES256 && kernel != SK_KERNEL_VAES512)
            || (detect_kernels() & kernel) == 0) {
        return SK_ERROR_KERNEL;
    }
    struct context *context = (struct context *)pointer(ctx);
    context->kernel = kernel;
    context->rounds = key_bytes == 32 ? AES128_ROUNDS : AES256_ROUNDS;
    context->data_unit_bytes = data_unit_bytes;
    expand_key(pointer(key), context->rounds, &context->data_encrypt, &context->data_decrypt);
    expand_key(pointer(key + key_bytes / 2), context->rounds, &context->tweak_encrypt, NULL);
    context->magic = CONTEXT_MAGIC;
    return 0;
}

static int32_t crypt_run(int direction, int64_t ctx, int64_t first_lba, int64_t src, int64_t dst, int64_t length_bytes) {
    int32_t error = check_context(ctx);
    if (error != 0) {
        return error;
    }
    const struct context *context = context_at(ctx);
    if (length_bytes < 0 || length_bytes & (context->data_unit_bytes - 1)) {
        return SK_ERROR_LENGTH;
    }
    if ((error = check_lba(first_lba, length_bytes)) != 0 || length_bytes == 0) {
        return error;
    }
    if ((error = check_buffers(src, dst, length_bytes)) != 0) {
        return error;
    }
    size_t units = (size_t)length_bytes >> __builtin_ctzll((uint64_t)context->data_unit_bytes); // a power of two
    operations_of(context, direction)->run(context, (uint64_t)first_lba, pointer(src), pointer(dst), units);
    return 0;
}

static int32_t crypt_part(int direction, int64_t ctx, int64_t lba, int64_t src, int64_t dst, int64_t part) {
    int32_t error = check_context(ctx);
    if (error != 0) {
        return error;
    }
    const struct context *context = context_at(ctx);
    int64_t first_block = part >> 32;
    int64_t blocks = part & UINT32_MAX;
    if (first_block < 0 || first_block + blocks > context->data_unit_bytes / BLOCK_BYTES) {
        return SK_ERROR_PART;
    }
    if ((error = check_lba(lba, context->data_unit_bytes)) != 0 || blocks == 0) {
        return error;
    }
    if ((error = check_buffers(src, dst, blocks * BLOCK_BYTES)) != 0) {
        return error;
    }
    operations_of(context, direction)
            ->part(context, (uint64_t)lba, pointer(src), pointer(dst), (size_t)first_block, (size_t)blocks);
    return 0;
}

static int32_t crypt_unit(int direction, int64_t ctx, int64_t tweak, int64_t src, int64_t dst, int64_t length_bytes) {
    int32_t error = check_context(ctx);
    if (error != 0) {
        return error;
    }
    if (length_bytes < BLOCK_BYTES || length_bytes > SK_MAX_UNIT_BYTES) {
        return SK_ERROR_LENGTH;
    }
    if (!is_range(tweak, BLOCK_BYTES)) {
        return SK_ERROR_ADDRESS;
    }
    if ((error = check_buffers(src, dst, length_bytes)) != 0) {
        return error;
    }
    const struct context *context = context_at(ctx);
    operations_of(context, direction)->unit(context, pointer(tweak), pointer(src), pointer(dst), (size_t)length_bytes);
    return 0;
}

int32_t sk_encrypt_run(int64_t ctx, int64_t first_lba, int64_t src, int64_t dst, int64_t length_bytes) {
    return crypt_run(ENCRYPT, ctx, first_lba, src, dst, length_bytes);
}

int32_t sk_decrypt_run(int64_t ctx, int64_t first_lba, int64_t src, int64_t dst, int64_t length_bytes) {
    return crypt_run(DECRYPT, ctx, first_lba, src, dst, length_bytes);
}

int32_t sk_encrypt_part(int64_t ctx, int64_t lba, int64_t src, int64_t dst, int64_t part) {
    return crypt_part(ENCRYPT, ctx, lba, src, dst, part);
}

int32_t sk_decrypt_part(int64_t ctx, int64_t lba, int64_t src, int64_t dst, int64_t part) {
    return crypt_part(DECRYPT, ctx, lba, src, dst, part);
}

int32_t sk_encrypt_unit(int64_t ctx, int64_t tweak, int64_t src, int64_t dst, int64_t length_bytes) {
    return crypt_unit(ENCRYPT, ctx, tweak, src, dst, length_bytes);
}

int32_t sk_decrypt_unit(int64_t ctx, int64_t tweak, int64_t src, int64_t dst, int64_t length_bytes) {
    return crypt_unit(DECRYPT, ctx, tweak, src, dst, length_bytes);
}
