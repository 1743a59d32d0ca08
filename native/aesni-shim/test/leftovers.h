// SPDX-License-Identifier: Apache-2.0
//
// What a call leaves behind: the stack below its caller and the vector registers.
#ifndef SECTORKEEP_LEFTOVERS_H
#define SECTORKEEP_LEFTOVERS_H

#include <stddef.h>
#include <stdint.h>

enum { LEFTOVER_STACK_BYTES = 16384, LEFTOVER_REGISTERS = 16 };

struct leftovers {
    uint8_t stack[LEFTOVER_STACK_BYTES];
    uint8_t xmm[LEFTOVER_REGISTERS][16];
};

// Fills the stack below the caller with a pattern, so that what is found there later is from one call.
void leftovers_prepare(void);

// Copies what the last call left; to be called right after it.
void leftovers_take(struct leftovers *out);

// Whether any 16 bytes on the stack equal these.
int leftovers_on_stack(const struct leftovers *left, const uint8_t needle[16]);

// Whether a vector register holds anything.
int leftovers_in_registers(const struct leftovers *left);

// Leaves the 16 bytes in its dead stack frame: shows that the search would find them.
void leftovers_plant(const uint8_t secret[16]);

#endif
