// SPDX-License-Identifier: Apache-2.0
#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096, MARK_BYTES = 128, MARK = 0xa5 };

struct guarded guarded_allocate(size_t bytes) {
    bytes = (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    uint8_t *pages = mmap(NULL, bytes + 2 * PAGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + PAGE_BYTES, bytes, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(2);
    }
    return (struct guarded){pages + PAGE_BYTES, bytes};
}

static size_t mark_bytes_before(const struct guarded *buffer, const uint8_t *place) {
    size_t room = (size_t)(place - buffer->start);
    return room < MARK_BYTES ? room : MARK_BYTES;
}

static size_t mark_bytes_after(const struct guarded *buffer, const uint8_t *end) {
    size_t room = (size_t)(buffer->start + buffer->bytes - end);
    return room < MARK_BYTES ? room : MARK_BYTES;
}

uint8_t *guarded_place(struct guarded *buffer, enum edge edge, size_t skew, size_t length_bytes) {
    uint8_t *place = edge == AT_START ? buffer->start + skew : buffer->start + buffer->bytes - skew - length_bytes;
    size_t before = mark_bytes_before(buffer, place);
    memset(place - before, MARK, before);
    memset(place + length_bytes, MARK, mark_bytes_after(buffer, place + length_bytes));
    return place;
}

static int all_marks(const uint8_t *from, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        if (from[i] != MARK) {
            return 0;
        }
    }
    return 1;
}

int guarded_intact(const struct guarded *buffer, const uint8_t *place, size_t length_bytes) {
    size_t before = mark_bytes_before(buffer, place);
    const uint8_t *end = place + length_bytes;
    return all_marks(place - before, before) && all_marks(end, mark_bytes_after(buffer, end));
}
