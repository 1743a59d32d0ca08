// SPDX-License-Identifier: Apache-2.0
// Encrypts one file to another the plain way: reads 1 MiB, encrypts it in data units of 512 bytes with OpenSSL's
// aes-256-xts, writes it; one thread. What compare-copies sets whole disks beside.
//   xts-copy SOURCE DESTINATION
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_BYTES = 64, UNIT_BYTES = 512, STEP_BYTES = 1 << 20 };

static void require(int done, const char *what) {
  if (!done) {
    fprintf(stderr, "xts-copy: cannot %s\n", what);
    exit(1);
  }
}

static void encrypt(EVP_CIPHER_CTX *context, uint64_t lba, unsigned char *bytes, ssize_t length) {
  for (ssize_t at = 0; at < length; at += UNIT_BYTES, lba++) {
    unsigned char tweak[16] = {0};
    for (int i = 0; i < 8; i++) {
      tweak[i] = (unsigned char)(lba >> (8 * i));
    }
    int made;
    require(EVP_EncryptInit_ex(context, NULL, NULL, NULL, tweak), "set the tweak");
    require(EVP_EncryptUpdate(context, bytes + at, &made, bytes + at, UNIT_BYTES) && made == UNIT_BYTES, "encrypt");
  }
}

int main(int count, char **arguments) {
  require(count == 3, "run without SOURCE and DESTINATION");
  int source = open(arguments[1], O_RDONLY);
  require(source >= 0, "open the source");
  int destination = open(arguments[2], O_WRONLY | O_CREAT | O_EXCL, 0600);
  require(destination >= 0, "create the destination");
  unsigned char key[KEY_BYTES];
  require(RAND_bytes(key, KEY_BYTES), "make a key");
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  require(context && EVP_EncryptInit_ex(context, EVP_aes_256_xts(), NULL, key, NULL), "set the key");
  unsigned char *step = aligned_alloc(4096, STEP_BYTES);
  require(step != NULL, "allocate");
  uint64_t done = 0;
  for (ssize_t length; (length = read(source, step, STEP_BYTES)) != 0; done += (uint64_t)length) {
    require(length > 0 && length % UNIT_BYTES == 0, "read whole sectors");
    encrypt(context, done / UNIT_BYTES, step, length);
    require(write(destination, step, (size_t)length) == length, "write");
  }
  require(fsync(destination) == 0 && close(destination) == 0, "force the destination");
  return 0;
}
