// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import jnr.ffi.annotations.IgnoreError;

/**
 * The functions of {@code libsectorkeep_shim.so}, named and documented as in its header {@code sectorkeep_shim.h}.
 * Addresses are raw: 11 ns a call, where JNR takes 64 to hand over two buffers. None has more than five integer
 * parameters: with six, the sixth arrives as garbage (jnr-ffi issue 181).
 */
@IgnoreError
public interface Shim {
    /** The version of the ABI that this interface describes. */
    int ABI_VERSION = 2;

    int sk_abi_version();

    long sk_kernels();

    long sk_context_bytes();

    int sk_context_init(long context, long key, long keyBytes, long dataUnitBytes, int kernel);

    int sk_encrypt_run(long context, long firstLba, long source, long target, long lengthBytes);

    int sk_decrypt_run(long context, long firstLba, long source, long target, long lengthBytes);

    int sk_encrypt_part(long context, long lba, long source, long target, long part);

    int sk_decrypt_part(long context, long lba, long source, long target, long part);

    int sk_encrypt_unit(long context, long tweak, long source, long target, long lengthBytes);

    int sk_decrypt_unit(long context, long tweak, long source, long target, long lengthBytes);

    long sk_aes_limit(int kernel, long blocks);

    void sk_wipe(long address, long lengthBytes);
}
