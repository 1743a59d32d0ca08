/* SPDX-License-Identifier: Apache-2.0
 * Reads a file piece by piece and writes each piece over itself, with the forces of an operation in place in checksum
 * mode: a record of 32 bytes for each 512 of the piece is written beside it and forced, then the piece is, and forced.
 *   copy-in-place FILE RECORD-FILE PIECE-BYTES
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void must(int done, const char *what) {
    if (!done) {
        perror(what);
        exit(1);
    }
}

int main(int count, char **arguments) {
    must(count == 4, "arguments");
    int file = open(arguments[1], O_RDWR);
    int record = open(arguments[2], O_RDWR | O_CREAT | O_TRUNC, 0600);
    must(file >= 0 && record >= 0, "open");
    ssize_t piece = atol(arguments[3]);
    ssize_t record_bytes = 512 + piece / 512 * 32;
    char *bytes = malloc(piece + record_bytes);
    must(bytes != NULL, "malloc");
    ssize_t got;
    for (off_t at = 0; (got = pread(file, bytes, piece, at)) > 0; at += got) {
        must(pwrite(record, bytes, record_bytes, at / piece % 2 * record_bytes) == record_bytes, "pwrite");
        must(fdatasync(record) == 0, "fdatasync");
        must(pwrite(file, bytes, got, at) == got, "pwrite");
        must(fdatasync(file) == 0, "fdatasync");
    }
    must(got == 0, "pread");
    free(bytes);
    return 0;
}
