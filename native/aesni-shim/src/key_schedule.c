// SPDX-License-Identifier: Apache-2.0
//
// AES key expansion (FIPS 197, 5.2) with AESKEYGENASSIST, whose time does not depend on the key. For every CPU with AES-NI.
#include <string.h>
#include <wmmintrin.h>

#include "clear_xmm.h"
#include "context.h"

static __m128i load(const uint8_t *from) {
    return _mm_loadu_si128((const __m128i *)from);
}

// Word i of the result is the XOR of words 0 to i.
static __m128i prefix_xor(__m128i words) {
    words = _mm_xor_si128(words, _mm_slli_si128(words, 4));
    return _mm_xor_si128(words, _mm_slli_si128(words, 8));
}

// The key after `before`, `feedback` being SubWord (and RotWord, Rcon) of its predecessor's last word in all four words.
static __m128i next_key(__m128i before, __m128i feedback) {
    return _mm_xor_si128(prefix_xor(before), feedback);
}

static __m128i rotated_feedback(__m128i last, int rcon) {
    __m128i assist = _mm_shuffle_epi32(_mm_aeskeygenassist_si128(last, 0), 0xff);
    return _mm_xor_si128(assist, _mm_set1_epi32(rcon));
}

static __m128i plain_feedback(__m128i last) {
    return _mm_shuffle_epi32(_mm_aeskeygenassist_si128(last, 0), 0xaa);
}

static int next_rcon(int rcon) {
    return (rcon << 1 ^ (rcon >> 7) * 0x11b) & 0xff;
}

static void expand_128(const uint8_t *key, __m128i *out) {
    out[0] = load(key);
    for (int i = 1, rcon = 1; i <= AES128_ROUNDS; i++, rcon = next_rcon(rcon)) {
        out[i] = next_key(out[i - 1], rotated_feedback(out[i - 1], rcon));
    }
}

static void expand_256(const uint8_t *key, __m128i *out) {
    out[0] = load(key);
    out[1] = load(key + BLOCK_BYTES);
    int rcon = 1;
    for (int i = 2; i <= AES256_ROUNDS; i++) {
        if (i % 2 == 0) {
            out[i] = next_key(out[i - 2], rotated_feedback(out[i - 1], rcon));
            rcon = next_rcon(rcon);
        } else {
            out[i] = next_key(out[i - 2], plain_feedback(out[i - 1]));
        }
    }
}

static void store_wide(wide_key *to, __m128i key) {
    for (int i = 0; i < MAX_VECTOR_BLOCKS; i++) {
        _mm_store_si128((__m128i *)(*to)[i], key);
    }
}

void expand_key(const uint8_t *key, int rounds, struct key_schedule *encrypt, struct key_schedule *decrypt) {
    __m128i forward[MAX_ROUND_KEYS];
    if (rounds == AES128_ROUNDS) {
        expand_128(key, forward);
    } else {
        expand_256(key, forward);
    }
    for (int i = 0; i <= rounds; i++) {
        store_wide(&encrypt->round_key[i], forward[i]);
    }
    if (decrypt != NULL) {
        store_wide(&decrypt->round_key[0], forward[rounds]);
        for (int i = 1; i < rounds; i++) {
            store_wide(&decrypt->round_key[i], _mm_aesimc_si128(forward[rounds - i]));
        }
        store_wide(&decrypt->round_key[rounds], forward[0]);
    }
    explicit_bzero(forward, sizeof forward);
    clear_xmm();
}
