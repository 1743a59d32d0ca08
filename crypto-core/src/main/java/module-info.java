// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** AES-XTS over runs of disk sectors, secrets in locked memory, key wrapping and key derivation. */
@NullMarked
@SuppressWarnings({"requires-automatic", "module"})
module org.sectorkeep.crypto {
    requires static transitive org.jspecify;
    requires com.google.crypto.tink;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.jnrproject.ffi;
    requires org.slf4j;
    requires jdk.unsupported;

    exports org.sectorkeep.crypto;

    // JNR-FFI generates the implementations of the interfaces in here; a qualified opening is not enough for it.
    opens org.sectorkeep.crypto.internal.shim;
}
