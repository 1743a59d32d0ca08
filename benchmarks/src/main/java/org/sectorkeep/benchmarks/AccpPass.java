// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Amazon Corretto Crypto Provider, from array to array. It takes one data unit at a time. */
final class AccpPass implements Pass {
    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Workload workload;
    private final Cipher cipher;
    private final int mode;
    private final SecretKeySpec key;
    private final byte[] tweak = new byte[16];
    private final byte[] source;
    private final byte[] target;
    private long lba;

    AccpPass(Workload workload) {
        this.workload = workload;
        this.mode = workload.direction() == Workload.Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        byte[] bytes = new byte[64];
        bytes[0] = 1; // the halves of the key must differ
        this.key = new SecretKeySpec(bytes, "AES");
        this.source = new byte[workload.bytesPerCall()];
        this.target = new byte[workload.bytesPerCall()];
        try {
            this.cipher = Cipher.getInstance("AES/XTS/NoPadding", provider());
        } catch (ReflectiveOperationException | GeneralSecurityException e) {
            throw new IllegalStateException("no AES-XTS from ACCP here", e);
        }
    }

    private static Provider provider() throws ReflectiveOperationException {
        return (Provider) Class.forName(PROVIDER).getField("INSTANCE").get(null);
    }

    /** It has native code for this platform, and a version whose XTS works. */
    static boolean isAvailable() {
        try {
            new AccpPass(new Workload(512, 512, Workload.Direction.ENCRYPT)).run();
            return true;
        } catch (IllegalStateException | LinkageError e) {
            return false;
        }
    }

    @Override
    public void run() {
        int unitBytes = workload.dataUnitBytes();
        try {
            for (int at = 0; at < source.length; at += unitBytes) {
                // It refuses the tweak of the call before, so the sectors' numbers go on from pass to pass.
                lba += unitBytes / 512;
                LONG.set(tweak, 0, lba);
                cipher.init(mode, key, new IvParameterSpec(tweak));
                cipher.doFinal(source, at, unitBytes, target, at);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ACCP refused a data unit", e);
        }
    }
}
