// SPDX-License-Identifier: Apache-2.0
//
// Speed of the kernels on one thread: GB/s (10^9 bytes a second of thread CPU time, median of some rounds) and the ratio to
// what the AES units alone could do on this machine in the same run. AES-256. Arguments: megabytes of the largest run
// (default 256), kernel bits (default all).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "sectorkeep_shim.h"
#include "vaes_limit.h"

enum { ROUNDS = 9, ROUND_NANOS = 12 * 1000 * 1000 };

typedef int32_t run_call(int64_t, int64_t, int64_t, int64_t, int64_t);

static double cpu_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values) {
    qsort(values, ROUNDS, sizeof *values, ascending);
    return values[ROUNDS / 2];
}

static double limit_gbps(uint64_t limit(uint64_t)) {
    double rates[ROUNDS];
    limit(1 << 20);
    for (int i = 0; i < ROUNDS; i++) {
        double start = cpu_nanos();
        double bytes = 16.0 * (double)limit(1 << 23);
        rates[i] = bytes / (cpu_nanos() - start);
    }
    return median(rates);
}

static int64_t address(const void *pointer) {
    return (int64_t)(uintptr_t)pointer;
}

enum { WINDOW_BYTES = 65536 };

// Calls of call_bytes each, in place; calls shorter than the window walk through it, as a disk's blocks would.
static double run_gbps(run_call *run, int64_t ctx, uint8_t *memory, int64_t call_bytes) {
    double rates[ROUNDS];
    int64_t lba = 1000000;
    for (int i = -1; i < ROUNDS; i++) { // the first round warms up
        double start = cpu_nanos(), now, bytes = 0;
        do {
            int64_t calls = call_bytes < 1 << 20 ? (1 << 20) / call_bytes : 1;
            for (int64_t call = 0; call < calls; call++) {
                int64_t place = address(memory) + call * call_bytes % WINDOW_BYTES;
                if (run(ctx, lba, place, place, call_bytes) != 0) {
                    exit(1);
                }
                lba += call_bytes / 512;
            }
            bytes += (double)(calls * call_bytes);
            now = cpu_nanos();
        } while (now - start < ROUND_NANOS);
        if (i >= 0) {
            rates[i] = bytes / (now - start);
        }
    }
    return median(rates);
}

static void print_kernel(const char *name, int32_t kernel, double limit, uint8_t *memory, int64_t largest_bytes) {
    static const uint8_t key[64] = {1, 2, 3};
    printf("%s, limit %.1f GB/s\n%10s %10s %10s %8s %10s %8s\n", name, limit, "data unit", "call", "encrypt", "ratio", "decrypt",
            "ratio");
    for (int64_t unit = 512; unit <= 4096; unit *= 8) {
        int64_t ctx = address(aligned_alloc(64, (size_t)(sk_context_bytes() + 63) / 64 * 64));
        if (sk_context_init(ctx, address(key), sizeof key, unit, kernel) != 0) {
            exit(1);
        }
        int64_t calls[] = {unit, 8192, 65536, 1 << 20, largest_bytes};
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
            double encrypt = run_gbps(sk_encrypt_run, ctx, memory, calls[i]);
            double decrypt = run_gbps(sk_decrypt_run, ctx, memory, calls[i]);
            printf("%10lld %10lld %10.2f %8.3f %10.2f %8.3f\n", (long long)unit, (long long)calls[i], encrypt, encrypt / limit,
                    decrypt, decrypt / limit);
        }
        free((void *)(uintptr_t)ctx);
    }
}

int main(int argc, char **argv) {
    int64_t largest_bytes = (argc > 1 ? atoll(argv[1]) : 256) << 20;
    int64_t kernels = sk_kernels() & (argc > 2 ? atoll(argv[2]) : -1);
    uint8_t *memory = mmap(NULL, (size_t)largest_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (largest_bytes < 1 << 20 || memory == MAP_FAILED) {
        fprintf(stderr, "shim_bench: no memory for %lld bytes, or less than 1 MiB asked for\n", (long long)largest_bytes);
        return 1;
    }
    memset(memory, 7, (size_t)largest_bytes);
    if (kernels & SK_KERNEL_AESNI) {
        print_kernel("AES-NI", SK_KERNEL_AESNI, limit_gbps(limit_aesni), memory, largest_bytes);
    }
    if (kernels & SK_KERNEL_VAES256) {
        print_kernel("VAES-256", SK_KERNEL_VAES256, limit_gbps(limit_vaes256), memory, largest_bytes);
    }
    if (kernels & SK_KERNEL_VAES512) {
        print_kernel("VAES-512", SK_KERNEL_VAES512, limit_gbps(limit_vaes512), memory, largest_bytes);
    }
    return 0;
}
