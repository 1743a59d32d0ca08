// SPDX-License-Identifier: Apache-2.0
#include "reference.h"

#include <string.h>

struct aes {
    int rounds;
    uint8_t round_key[15][16];
};

static uint8_t sbox[256], inverse_sbox[256];

static uint8_t times2(uint8_t a) {
    return (uint8_t)(a << 1 ^ (a >> 7) * 0x1b);
}

static uint8_t multiply(uint8_t a, uint8_t b) {
    uint8_t product = 0;
    for (; b != 0; b >>= 1, a = times2(a)) {
        product ^= (uint8_t)((b & 1) * a);
    }
    return product;
}

static uint8_t invert(uint8_t a) { // a^254
    uint8_t square = multiply(a, a), result = square;
    for (int i = 0; i < 6; i++) {
        square = multiply(square, square);
        result = multiply(result, square);
    }
    return result;
}

static uint8_t rotate(uint8_t a, int bits) {
    return (uint8_t)(a << bits | a >> (8 - bits));
}

// FIPS 197, 5.1.1
static void make_sboxes(void) {
    for (int i = 0; i < 256; i++) {
        uint8_t b = invert((uint8_t)i);
        sbox[i] = b ^ rotate(b, 1) ^ rotate(b, 2) ^ rotate(b, 3) ^ rotate(b, 4) ^ 0x63;
        inverse_sbox[sbox[i]] = (uint8_t)i;
    }
}

// FIPS 197, 5.2
static void expand(struct aes *aes, const uint8_t *key, int key_bytes) {
    if (sbox[0] == 0) {
        make_sboxes();
    }
    aes->rounds = key_bytes / 4 + 6;
    uint8_t *words = aes->round_key[0];
    memcpy(words, key, (size_t)key_bytes);
    uint8_t rcon = 1;
    for (int at = key_bytes; at < 16 * (aes->rounds + 1); at += 4) {
        uint8_t word[4];
        memcpy(word, words + at - 4, 4);
        if (at % key_bytes == 0) {
            uint8_t first = word[0];
            word[0] = sbox[word[1]] ^ rcon;
            word[1] = sbox[word[2]];
            word[2] = sbox[word[3]];
            word[3] = sbox[first];
            rcon = times2(rcon);
        } else if (key_bytes == 32 && at % 32 == 16) {
            for (int i = 0; i < 4; i++) {
                word[i] = sbox[word[i]];
            }
        }
        for (int i = 0; i < 4; i++) {
            words[at + i] = words[at + i - key_bytes] ^ word[i];
        }
    }
}

static void add_key(uint8_t state[16], const uint8_t key[16]) {
    for (int i = 0; i < 16; i++) {
        state[i] ^= key[i];
    }
}

// SubBytes and ShiftRows: row r moves by r columns, to the left (step 4 + 1) or, for the inverse, to the right.
static void substitute_and_shift(uint8_t state[16], const uint8_t *box, int to_right) {
    uint8_t old[16];
    memcpy(old, state, 16);
    for (int column = 0; column < 4; column++) {
        for (int row = 0; row < 4; row++) {
            int from = (to_right ? column - row + 4 : column + row) % 4;
            state[4 * column + row] = box[old[4 * from + row]];
        }
    }
}

static void mix_columns(uint8_t state[16], const uint8_t factor[4]) {
    for (uint8_t *column = state; column < state + 16; column += 4) {
        uint8_t old[4];
        memcpy(old, column, 4);
        for (int row = 0; row < 4; row++) {
            column[row] = 0;
            for (int i = 0; i < 4; i++) {
                column[row] ^= multiply(old[i], factor[(i - row + 4) % 4]);
            }
        }
    }
}

static void encrypt_block(const struct aes *aes, uint8_t state[16]) {
    static const uint8_t factor[4] = {2, 3, 1, 1};
    add_key(state, aes->round_key[0]);
    for (int round = 1; round <= aes->rounds; round++) {
        substitute_and_shift(state, sbox, 0);
        if (round < aes->rounds) {
            mix_columns(state, factor);
        }
        add_key(state, aes->round_key[round]);
    }
}

static void decrypt_block(const struct aes *aes, uint8_t state[16]) {
    static const uint8_t factor[4] = {14, 11, 13, 9};
    for (int round = aes->rounds; round > 0; round--) {
        add_key(state, aes->round_key[round]);
        if (round < aes->rounds) {
            mix_columns(state, factor);
        }
        substitute_and_shift(state, inverse_sbox, 1);
    }
    add_key(state, aes->round_key[0]);
}

static void times_x(uint8_t tweak[16]) {
    uint8_t carry = 0;
    for (int i = 0; i < 16; i++) {
        uint8_t next = tweak[i] >> 7;
        tweak[i] = (uint8_t)(tweak[i] << 1 | carry);
        carry = next;
    }
    tweak[0] ^= (uint8_t)(carry * 0x87);
}

void reference_encrypt_tweak(const uint8_t *key, size_t key_bytes, uint8_t tweak[16]) {
    struct aes aes;
    expand(&aes, key + key_bytes / 2, (int)key_bytes / 2);
    encrypt_block(&aes, tweak);
}

typedef void block_function(const struct aes *aes, uint8_t state[16]);

static void xts_block(const struct aes *aes, block_function *cipher, const uint8_t tweak[16], const uint8_t *src, uint8_t *dst) {
    uint8_t state[16];
    memcpy(state, src, 16);
    add_key(state, tweak);
    cipher(aes, state);
    add_key(state, tweak);
    memcpy(dst, state, 16);
}

static void xts(const uint8_t *key, size_t key_bytes, const uint8_t *tweak, const uint8_t *src, uint8_t *dst, size_t length_bytes,
        block_function *cipher) {
    struct aes data_aes;
    expand(&data_aes, key, (int)key_bytes / 2);
    uint8_t t[16], after[16], stolen[16], whole[16];
    memcpy(t, tweak, 16);
    reference_encrypt_tweak(key, key_bytes, t);
    size_t rest = length_bytes % 16, at = 0;
    for (; at + 16 + rest < length_bytes || (rest == 0 && at < length_bytes); at += 16, times_x(t)) {
        xts_block(&data_aes, cipher, t, src + at, dst + at);
    }
    if (rest > 0) {
        memcpy(after, t, 16);
        times_x(after);
        int encrypting = cipher == encrypt_block;
        xts_block(&data_aes, cipher, encrypting ? t : after, src + at, whole);
        memcpy(stolen, whole, 16);
        memcpy(stolen, src + at + 16, rest);
        memcpy(dst + at + 16, whole, rest);
        xts_block(&data_aes, cipher, encrypting ? after : t, stolen, dst + at);
    }
}

void reference_encrypt(const uint8_t *key, size_t key_bytes, const uint8_t tweak[16], const uint8_t *src, uint8_t *dst,
        size_t length_bytes) {
    xts(key, key_bytes, tweak, src, dst, length_bytes, encrypt_block);
}

void reference_decrypt(const uint8_t *key, size_t key_bytes, const uint8_t tweak[16], const uint8_t *src, uint8_t *dst,
        size_t length_bytes) {
    xts(key, key_bytes, tweak, src, dst, length_bytes, decrypt_block);
}

void reference_lba_tweak(uint64_t lba, uint8_t tweak[16]) {
    memset(tweak, 0, 16);
    for (int i = 0; i < 8; i++) {
        tweak[i] = (uint8_t)(lba >> 8 * i);
    }
}
