// SPDX-License-Identifier: Apache-2.0
//
// AES-256-XTS by other libraries, measured for compare-peers. Reads requests, one a line, from standard input:
//     LIBRARY DATA_UNIT_BYTES BYTES_PER_CALL encrypt|decrypt NANOSECONDS
// and answers each with the bytes done and the CPU time that they took, in nanoseconds. A "call" goes through its data units one
// by one, in place, under plain64 tweaks: no library takes more than one at a time. "versions" is answered with a line of them.
#include <gcrypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECTOR_BYTES = 512, KEY_BYTES = 64, TWEAK_BYTES = 16 };

struct work {
    size_t unit_bytes, call_bytes;
    int decrypt;
    uint8_t *memory;
};

typedef void one_call(const struct work *work);

static const uint8_t key[KEY_BYTES] = {1, 2, 3};

_Noreturn static void fail(const char *what) {
    fprintf(stderr, "peers: %s\n", what);
    exit(1);
}

static double cpu_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void set_tweak(uint8_t *tweak, uint64_t lba) {
    memset(tweak, 0, TWEAK_BYTES);
    memcpy(tweak, &lba, sizeof lba);
}

static EVP_CIPHER_CTX *openssl_context(int decrypt) {
    static EVP_CIPHER_CTX *contexts[2];
    if (contexts[decrypt] == NULL) {
        contexts[decrypt] = EVP_CIPHER_CTX_new();
        if (contexts[decrypt] == NULL
                || !EVP_CipherInit_ex(contexts[decrypt], EVP_aes_256_xts(), NULL, key, NULL, !decrypt)) {
            fail("OpenSSL has no AES-256-XTS");
        }
    }
    return contexts[decrypt];
}

static void openssl_call(const struct work *work) {
    EVP_CIPHER_CTX *context = openssl_context(work->decrypt);
    for (size_t at = 0; at < work->call_bytes; at += work->unit_bytes) {
        uint8_t tweak[TWEAK_BYTES];
        int done;
        set_tweak(tweak, at / SECTOR_BYTES);
        if (!EVP_CipherInit_ex(context, NULL, NULL, NULL, tweak, -1)
                || !EVP_CipherUpdate(context, work->memory + at, &done, work->memory + at, (int)work->unit_bytes)) {
            fail("OpenSSL refused a data unit");
        }
    }
}

static gcry_cipher_hd_t gcrypt_handle(void) {
    static gcry_cipher_hd_t handle;
    if (handle == NULL
            && (gcry_cipher_open(&handle, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_XTS, 0)
                    || gcry_cipher_setkey(handle, key, KEY_BYTES))) {
        fail("libgcrypt has no AES-256-XTS");
    }
    return handle;
}

static void gcrypt_call(const struct work *work) {
    gcry_cipher_hd_t handle = gcrypt_handle();
    for (size_t at = 0; at < work->call_bytes; at += work->unit_bytes) {
        uint8_t tweak[TWEAK_BYTES];
        set_tweak(tweak, at / SECTOR_BYTES);
        if (gcry_cipher_setiv(handle, tweak, TWEAK_BYTES)
                || (work->decrypt ? gcry_cipher_decrypt : gcry_cipher_encrypt)(
                        handle, work->memory + at, work->unit_bytes, NULL, 0)) {
            fail("libgcrypt refused a data unit");
        }
    }
}

enum { BYTES_BETWEEN_CLOCKS = 8 << 20 };

static uint8_t *memory_of(size_t bytes) {
    static uint8_t *memory;
    static size_t room;
    if (bytes > room) {
        free(memory);
        memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        if (memory == NULL) {
            fail("out of memory");
        }
        memset(memory, 7, bytes);
        room = bytes;
    }
    return memory;
}

static void measure(const char *library, struct work work, double nanos) {
    one_call *call = strcmp(library, "openssl") == 0 ? openssl_call : strcmp(library, "libgcrypt") == 0 ? gcrypt_call : NULL;
    if (call == NULL || work.unit_bytes == 0 || work.call_bytes % work.unit_bytes != 0) {
        fail("unknown library, or a call that is not a multiple of its data unit");
    }
    work.memory = memory_of(work.call_bytes);
    double bytes = 0, start = cpu_nanos(), elapsed;
    do {
        /* Asking for the time takes about as long as 64 KiB. */
        for (size_t done = 0; done < BYTES_BETWEEN_CLOCKS; done += work.call_bytes) {
            call(&work);
            bytes += (double)work.call_bytes;
        }
        elapsed = cpu_nanos() - start;
    } while (elapsed < nanos);
    printf("%.0f %.0f\n", bytes, elapsed);
}

int main(void) {
    char line[256], library[32], direction[32];
    size_t unit_bytes, call_bytes;
    double nanos;
    if (gcry_check_version(NULL) == NULL) {
        fail("libgcrypt does not start");
    }
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strcmp(line, "versions\n") == 0) {
            printf("%s, libgcrypt %s\n", OpenSSL_version(OPENSSL_VERSION), gcry_check_version(NULL));
        } else if (sscanf(line, "%31s %zu %zu %31s %lf", library, &unit_bytes, &call_bytes, direction, &nanos) == 5) {
            measure(library, (struct work){unit_bytes, call_bytes, strcmp(direction, "decrypt") == 0, NULL}, nanos);
        } else {
            fail("a request that is none");
        }
        fflush(stdout);
    }
    return 0;
}
