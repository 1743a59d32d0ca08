// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;

/**
 * Functions of the C library. None has more than five integer parameters: with six, the sixth arrives as garbage
 * (jnr-ffi issue 181).
 */
public interface Libc {
    int mlock(long address, long lengthBytes);

    int madvise(long address, long lengthBytes, int advice);

    int prctl(int option, long argument2, long argument3, long argument4, long argument5);

    int setrlimit(int resource, @In Pointer limits);

    long lseek(int descriptor, long offsetBytes, int whence);

    String strerror(int error);
}
