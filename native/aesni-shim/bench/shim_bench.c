// SPDX-License-Identifier: Apache-2.0
//
// Speed of the kernels on one thread: GB/s (10^9 bytes a second of thread CPU time) and the ratio to what the AES units alone
// could do, measured right before and after each round, for clocks and neighbours change within a run. Medians of nine rounds.
// AES-256. Arguments: megabytes of the largest run (default 256), kernel bits (default all).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "sectorkeep_shim.h"

enum { ROUNDS = 9, ROUND_NANOS = 4 * 1000 * 1000, LIMIT_BLOCKS = 1 << 17 };

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

static int64_t address(const void *pointer) {
    return (int64_t)(uintptr_t)pointer;
}

enum { WINDOW_BYTES = 65536 };

struct rate {
    double gbps, ratio;
};

static double limit_gbps(int32_t kernel) {
    double start = cpu_nanos();
    double bytes = 16.0 * (double)sk_aes_limit(kernel, LIMIT_BLOCKS);
    return bytes / (cpu_nanos() - start);
}

static void calls(run_call *run, int64_t ctx, int64_t memory, int64_t call_bytes, int64_t count) {
    for (int64_t call = 0; call < count; call++) {
        int64_t place = memory + call * call_bytes % WINDOW_BYTES;
        if (run(ctx, 1000000 + call * (call_bytes / 512), place, place, call_bytes) != 0) {
            exit(1);
        }
    }
}

// Calls of call_bytes each, in place; calls shorter than the window walk through it, as a disk's blocks would.
static double run_gbps(run_call *run, int64_t ctx, int64_t memory, int64_t call_bytes) {
    int64_t count = call_bytes < 1 << 20 ? (1 << 20) / call_bytes : 1;
    double start = cpu_nanos(), now, bytes = 0;
    do {
        calls(run, ctx, memory, call_bytes, count);
        bytes += (double)(count * call_bytes);
        now = cpu_nanos();
    } while (now - start < ROUND_NANOS);
    return bytes / (now - start);
}

static struct rate measure(int32_t kernel, run_call *run, int64_t ctx, int64_t memory, int64_t call_bytes) {
    double rates[ROUNDS], ratios[ROUNDS];
    run_gbps(run, ctx, memory, call_bytes); // warms up
    for (int i = 0; i < ROUNDS; i++) {
        double before = limit_gbps(kernel);
        rates[i] = run_gbps(run, ctx, memory, call_bytes);
        ratios[i] = rates[i] / ((before + limit_gbps(kernel)) / 2);
    }
    return (struct rate){median(rates), median(ratios)};
}

static void print_kernel(const char *name, int32_t kernel, int64_t memory, int64_t largest_bytes) {
    static const uint8_t key[64] = {1, 2, 3};
    printf("%s, limit %.1f GB/s\n%10s %10s %10s %8s %10s %8s\n", name, limit_gbps(kernel), "data unit", "call", "encrypt", "ratio", "decrypt",
            "ratio");
    for (int64_t unit = 512; unit <= 4096; unit *= 8) {
        int64_t ctx = address(aligned_alloc(64, (size_t)(sk_context_bytes() + 63) / 64 * 64));
        if (sk_context_init(ctx, address(key), sizeof key, unit, kernel) != 0) {
            exit(1);
        }
        int64_t sizes[] = {unit, 8192, 65536, 1 << 20, largest_bytes};
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct rate encrypt = measure(kernel, sk_encrypt_run, ctx, memory, sizes[i]);
            struct rate decrypt = measure(kernel, sk_decrypt_run, ctx, memory, sizes[i]);
            printf("%10lld %10lld %10.2f %8.3f %10.2f %8.3f\n", (long long)unit, (long long)sizes[i], encrypt.gbps, encrypt.ratio,
                    decrypt.gbps, decrypt.ratio);
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
        print_kernel("AES-NI", SK_KERNEL_AESNI, address(memory), largest_bytes);
    }
    if (kernels & SK_KERNEL_VAES256) {
        print_kernel("VAES-256", SK_KERNEL_VAES256, address(memory), largest_bytes);
    }
    if (kernels & SK_KERNEL_VAES512) {
        print_kernel("VAES-512", SK_KERNEL_VAES512, address(memory), largest_bytes);
    }
    return 0;
}
