// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.util.Locale;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** What we ask of the operating system, each call with its reason for failing. JNR is loaded at the first one. */
public final class SystemCalls {
    private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final boolean LINUX = OS.startsWith("linux");

    /** {@code MADV_DONTDUMP}, linux/mman-common.h. */
    private static final int MADV_DONTDUMP = 16;

    /** {@code PR_SET_DUMPABLE}, linux/prctl.h. */
    private static final int PR_SET_DUMPABLE = 4;

    /** {@code RLIMIT_CORE}, the same on Linux and the BSDs. */
    private static final int RLIMIT_CORE = 4;

    /** {@code struct rlimit}: soft and hard limit, 64 bits each. */
    private static final int RLIMIT_BYTES = 16;

    private SystemCalls() {}

    /** Locks whole pages and keeps them out of core dumps; null when done, else the reason why not. */
    public static @Nullable String lockPages(long address, long lengthBytes) {
        Libc libc = libc();
        if (libc == null) {
            return "no C library with mlock on this platform (" + OS + ")";
        }
        if (libc.mlock(address, lengthBytes) != 0) {
            return "mlock of " + lengthBytes + " bytes: " + lastError(libc);
        }
        if (LINUX && libc.madvise(address, lengthBytes, MADV_DONTDUMP) != 0) {
            return "madvise(MADV_DONTDUMP) of " + lengthBytes + " bytes: " + lastError(libc);
        }
        return null;
    }

    /** Denies core dumps and tracing by other users; null when done, else the reason why not. */
    public static @Nullable String denyDumping() {
        Libc libc = LINUX ? libc() : null;
        if (libc == null) {
            return "prctl(PR_SET_DUMPABLE): not on this platform (" + OS + ")";
        }
        return libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? null : "prctl(PR_SET_DUMPABLE): " + lastError(libc);
    }

    /** Sets the size limit of core files to zero; null when done, else the reason why not. */
    public static @Nullable String denyCoreFiles() {
        Libc libc = libc();
        if (libc == null) {
            return "setrlimit(RLIMIT_CORE): not on this platform (" + OS + ")";
        }
        Pointer limits = Memory.allocateDirect(Runtime.getRuntime(libc), RLIMIT_BYTES, true);
        return libc.setrlimit(RLIMIT_CORE, limits) == 0 ? null : "setrlimit(RLIMIT_CORE): " + lastError(libc);
    }

    private static @Nullable Libc libc() {
        return OS.startsWith("windows") ? null : Holder.LIBC;
    }

    private static String lastError(Libc libc) {
        return libc.strerror(LastError.getLastError(Runtime.getRuntime(libc)));
    }

    /** Loads JNR when first touched; null where it has no library for this platform. */
    private static final class Holder {
        static final @Nullable Libc LIBC = load();

        private static @Nullable Libc load() {
            try {
                return LibraryLoader.create(Libc.class).failImmediately().load("c");
            } catch (LinkageError e) {
                return null;
            }
        }
    }
}
