// SPDX-License-Identifier: Apache-2.0
//
// The ceiling of one core: AES rounds on registers and nothing else, no memory, no tweaks. What kernels are measured against.
#include <immintrin.h>

#include "context.h"
#include "sectorkeep_shim.h"

// Twelve chains: more than latency times throughput on any CPU so far, few enough for 16 registers with key and all.
#define CHAINS 12

#define DEFINE_ROUNDS(name, options, vector, vector_blocks, round)                    \
    static __attribute__((target(options))) int64_t name(int64_t blocks) {               \
        vector data[CHAINS], key;                                                    \
        __builtin_memset(&key, 0x5c, sizeof key);                                    \
        _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) {                  \
            data[i] = key;                                                           \
            __asm__("" : "+x"(data[i])); /* a value of its own, for all we know */   \
        }                                                                            \
        int64_t done = 0;                                                            \
        for (; done < blocks; done += CHAINS * vector_blocks) {                      \
            _Pragma("GCC unroll 14") for (int r = 0; r < 14; r++) {                  \
                _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) {          \
                    data[i] = round(data[i], key);                                   \
                }                                                                    \
            }                                                                        \
        }                                                                            \
        _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) {                  \
            __asm__ volatile("" : : "x"(data[i]));                                   \
        }                                                                            \
        return done;                                                                 \
    }

DEFINE_ROUNDS(rounds_aesni, "aes", __m128i, 1, _mm_aesenc_si128)
DEFINE_ROUNDS(rounds_vaes256, "aes,avx2,vaes", __m256i, 2, _mm256_aesenc_epi128)
DEFINE_ROUNDS(rounds_vaes512, "aes,avx512f,vaes", __m512i, 4, _mm512_aesenc_epi128)

int64_t sk_aes_limit(int32_t kernel, int64_t blocks) {
    if (kernel != SK_KERNEL_AESNI && kernel != SK_KERNEL_VAES256 && kernel != SK_KERNEL_VAES512) {
        return SK_ERROR_KERNEL;
    }
    if ((detect_kernels() & kernel) == 0) {
        return SK_ERROR_KERNEL;
    }
    if (blocks < 0) {
        return SK_ERROR_LENGTH;
    }
    return kernel == SK_KERNEL_AESNI ? rounds_aesni(blocks)
            : kernel == SK_KERNEL_VAES256 ? rounds_vaes256(blocks)
                                          : rounds_vaes512(blocks);
}
