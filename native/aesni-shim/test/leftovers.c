// SPDX-License-Identifier: Apache-2.0
#include "leftovers.h"

#include <string.h>

// Everything in here runs without calls of its own while it looks at dead stack frames.
#define NOINLINE __attribute__((noinline))

static volatile uint8_t *below(void *frame) {
    uintptr_t address = (uintptr_t)frame - LEFTOVER_STACK_BYTES;
    __asm__("" : "+r"(address)); // an address like any other
    return (volatile uint8_t *)address;
}

NOINLINE void leftovers_prepare(void) {
    volatile uint8_t *stack = below(__builtin_frame_address(0));
    size_t bytes = LEFTOVER_STACK_BYTES; // up to this frame, which holds nothing below its address
    __asm__ volatile("rep stosb" : "+D"(stack), "+c"(bytes) : "a"(0x77) : "memory");
}

NOINLINE void leftovers_take(struct leftovers *out) {
    __asm__ volatile("movups %%xmm0, 0(%0); movups %%xmm1, 16(%0); movups %%xmm2, 32(%0); movups %%xmm3, 48(%0)\n\t"
                     "movups %%xmm4, 64(%0); movups %%xmm5, 80(%0); movups %%xmm6, 96(%0); movups %%xmm7, 112(%0)\n\t"
                     "movups %%xmm8, 128(%0); movups %%xmm9, 144(%0); movups %%xmm10, 160(%0); movups %%xmm11, 176(%0)\n\t"
                     "movups %%xmm12, 192(%0); movups %%xmm13, 208(%0); movups %%xmm14, 224(%0); movups %%xmm15, 240(%0)"
                     :
                     : "r"(out->xmm)
                     : "memory");
    volatile uint8_t *stack = below(__builtin_frame_address(0));
    for (size_t i = 0; i < LEFTOVER_STACK_BYTES; i++) {
        out->stack[i] = stack[i];
    }
}

int leftovers_on_stack(const struct leftovers *left, const uint8_t needle[16]) {
    for (size_t i = 0; i + 16 <= LEFTOVER_STACK_BYTES; i++) {
        if (memcmp(left->stack + i, needle, 16) == 0) {
            return 1;
        }
    }
    return 0;
}

int leftovers_in_registers(const struct leftovers *left) {
    static const uint8_t nothing[sizeof left->xmm];
    return memcmp(left->xmm, nothing, sizeof nothing) != 0;
}

NOINLINE void leftovers_plant(const uint8_t secret[16]) {
    volatile uint8_t frame[1024];
    for (int i = 0; i < 16; i++) {
        frame[200 + i] = secret[i];
    }
    __asm__ volatile("" : : "r"(frame) : "memory");
}
