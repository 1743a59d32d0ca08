// SPDX-License-Identifier: Apache-2.0
//
// Buffers between two pages that fault, so that a read or write outside them stops the test; and bytes round what lies inside,
// which show a write that stays short of those pages.
#ifndef SECTORKEEP_GUARDED_H
#define SECTORKEEP_GUARDED_H

#include <stddef.h>
#include <stdint.h>

struct guarded {
    uint8_t *start;
    size_t bytes;
};

// Ends the program when there is no memory.
struct guarded guarded_allocate(size_t bytes);

enum edge { AT_START, AT_END };

// A place for `length_bytes`, `skew` bytes (0 to 63) away from the faulting page before or after it.
uint8_t *guarded_place(struct guarded *buffer, enum edge edge, size_t skew, size_t length_bytes);

// Whether the marks round a place are as guarded_place left them.
int guarded_intact(const struct guarded *buffer, const uint8_t *place, size_t length_bytes);

#endif
