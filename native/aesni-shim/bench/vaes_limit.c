// SPDX-License-Identifier: Apache-2.0
#include "vaes_limit.h"

#include <immintrin.h>

// Twelve chains: more than latency times throughput on any CPU so far, few enough for 16 registers with key and all.
#define CHAINS 12

#define DEFINE_LIMIT(name, options, vector, vector_blocks, round)                    \
    __attribute__((target(options))) uint64_t name(uint64_t blocks) {                \
        vector data[CHAINS], key;                                                    \
        __builtin_memset(&key, 0x5c, sizeof key);                                    \
        _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) {                  \
            data[i] = key;                                                           \
            __asm__("" : "+x"(data[i])); /* a value of its own, for all we know */   \
        }                                                                            \
        uint64_t done = 0;                                                           \
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

DEFINE_LIMIT(limit_aesni, "aes", __m128i, 1, _mm_aesenc_si128)
DEFINE_LIMIT(limit_vaes256, "aes,avx2,vaes", __m256i, 2, _mm256_aesenc_epi128)
DEFINE_LIMIT(limit_vaes512, "aes,avx512f,vaes", __m512i, 4, _mm512_aesenc_epi128)
