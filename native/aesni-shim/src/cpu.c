// SPDX-License-Identifier: Apache-2.0
//
// Which kernels can run here. CPUID says what the CPU has; XCR0, read by XGETBV, which registers the operating system saves.
#include <cpuid.h>
#include <stdatomic.h>

#include "context.h"
#include "sectorkeep_shim.h"

// XCR0 bits (Intel SDM vol. 1, 13.1)
#define XCR0_AVX 0x06u    // bits 1 and 2: XMM, YMM
#define XCR0_AVX512 0xe6u // besides bits 5 to 7: opmask, ZMM0-15 upper halves, ZMM16-31

#define KNOWN 0x100 // set once detection has run, so that "none" is remembered too

static uint32_t saved_registers(uint32_t leaf1_ecx) {
    if ((leaf1_ecx & bit_OSXSAVE) == 0) {
        return 0;
    }
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static int has(uint32_t word, uint32_t bits) {
    return (word & bits) == bits;
}

static int32_t ask_cpu(void) {
    uint32_t eax, ebx, ecx1, ecx7, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx1, &edx) || !has(ecx1, bit_AES | bit_PCLMUL | bit_SSSE3)) {
        return 0;
    }
    int32_t kernels = SK_KERNEL_AESNI;
    uint32_t xcr0 = saved_registers(ecx1);
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx7, &edx) || !has(ecx7, bit_VAES | bit_VPCLMULQDQ)) {
        return kernels;
    }
    if (has(xcr0, XCR0_AVX) && has(ecx1, bit_AVX) && has(ebx, bit_AVX2)) {
        kernels |= SK_KERNEL_VAES256;
    }
    if (has(xcr0, XCR0_AVX512 | XCR0_AVX) && has(ebx, bit_AVX512F | bit_AVX512VL | bit_AVX512BW) && has(ecx7, bit_AVX512VBMI2)) {
        kernels |= SK_KERNEL_VAES512;
    }
    return kernels;
}

int32_t detect_kernels(void) {
    static _Atomic int32_t remembered;
    int32_t kernels = atomic_load_explicit(&remembered, memory_order_relaxed);
    if (kernels == 0) {
        kernels = ask_cpu() | KNOWN;
        atomic_store_explicit(&remembered, kernels, memory_order_relaxed);
    }
    return kernels & ~KNOWN;
}
