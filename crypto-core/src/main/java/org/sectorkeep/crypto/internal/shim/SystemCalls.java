// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.io.IOException;
import java.util.Locale;
import java.util.function.ToIntFunction;
import jnr.ffi.LastError;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of the operating system. Unless they say otherwise, calls answer null when done, else the reason why not.
 * JNR is loaded at the first one.
 */
public final class SystemCalls {
    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

    /** {@code MADV_DONTDUMP}, linux/mman-common.h. */
    private static final int MADV_DONTDUMP = 16;

    /** {@code PR_SET_DUMPABLE}, linux/prctl.h. */
    private static final int PR_SET_DUMPABLE = 4;

    /** {@code RLIMIT_CORE}, the same on Linux and the BSDs. */
    private static final int RLIMIT_CORE = 4;

    /** {@code struct rlimit}: soft and hard limit, 64 bits each. */
    private static final int RLIMIT_BYTES = 16;

    /** {@code ENXIO}, errno.h: nothing of the kind from there to the end of the file. */
    private static final int ENXIO = 6;

    /** Answer of {@link #seek}: there is none of what is sought. */
    public static final long NOTHING_THERE = -1;

    /** Answer of {@link #seek}: the system or file system does not know. */
    public static final long CANNOT_SEEK = -2;

    private SystemCalls() {}

    /** What an offset is sought from, with the numbers of Linux, uapi/linux/fs.h. */
    public enum Whence {
        END(2),
        DATA(3),
        HOLE(4);

        private final int number;

        Whence(int number) {
            this.number = number;
        }
    }

    /** lseek(2): the offset found, {@link #NOTHING_THERE}, or {@link #CANNOT_SEEK}. */
    public static long seek(int descriptor, long offsetBytes, Whence whence) {
        Libc libc = isLinux() ? Holder.LIBC : null;
        if (libc == null) {
            return CANNOT_SEEK;
        }
        long found = libc.lseek(descriptor, offsetBytes, whence.number);
        if (found >= 0) {
            return found;
        }
        return LastError.getLastError(Runtime.getRuntime(libc)) == ENXIO ? NOTHING_THERE : CANNOT_SEEK;
    }

    /** Locks whole pages and, on Linux, keeps them out of core dumps. */
    public static @Nullable String lockPages(long address, long lengthBytes) {
        String what = " of " + lengthBytes + " bytes";
        String failure = call("mlock" + what, libc -> libc.mlock(address, lengthBytes));
        return failure != null || !isLinux()
                ? failure
                : call("madvise(MADV_DONTDUMP)" + what, libc -> libc.madvise(address, lengthBytes, MADV_DONTDUMP));
    }

    /** Denies core dumps, and reading this process's memory to its own user. */
    public static @Nullable String denyDumping() {
        String what = "prctl(PR_SET_DUMPABLE)";
        return isLinux() ? call(what, libc -> libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) : what + ": not on " + SYSTEM;
    }

    /** Sets the size limit of core files to zero. */
    public static @Nullable String denyCoreFiles() {
        return call("setrlimit(RLIMIT_CORE)", libc -> {
            Pointer zeroes = Memory.allocateDirect(Runtime.getRuntime(libc), RLIMIT_BYTES, true);
            return libc.setrlimit(RLIMIT_CORE, zeroes);
        });
    }

    private static boolean isLinux() {
        return SYSTEM.startsWith("linux");
    }

    private static @Nullable String call(String what, ToIntFunction<Libc> function) {
        if (SYSTEM.startsWith("windows")) {
            return what + ": not on " + SYSTEM;
        }
        Libc libc = Holder.LIBC;
        if (libc == null) {
            return what + ": the C library cannot be called: " + Holder.WHY_NOT;
        }
        if (function.applyAsInt(libc) == 0) {
            return null;
        }
        return what + ": " + libc.strerror(LastError.getLastError(Runtime.getRuntime(libc)));
    }

    /** Loads JNR when first touched; without a library where it has none for this platform. */
    private static final class Holder {
        static final @Nullable Libc LIBC;
        static final String WHY_NOT;

        static {
            Libc loaded = null;
            String whyNot = "";
            try {
                loaded = Jnr.load(Libc.class, "c");
            } catch (IOException | LinkageError e) {
                whyNot = e.toString();
            }
            LIBC = loaded;
            WHY_NOT = whyNot;
        }
    }
}
