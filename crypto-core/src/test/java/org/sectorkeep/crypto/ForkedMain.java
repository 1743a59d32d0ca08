// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import org.sectorkeep.crypto.internal.shim.Libc;

/** What tests run in a JVM of its own: things that change a whole process, or depend on how it was started. */
final class ForkedMain {
    private static final int PR_GET_DUMPABLE = 3;

    private ForkedMain() {}

    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "encrypt" -> encrypt();
            case "harden" -> harden();
            case "unlocked" -> unlocked();
            case "first-use" -> firstUse();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Says which engine a first use took, and whether it decrypts what it encrypted. */
    private static void encrypt() {
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256);
                SectorCipher cipher = SectorCipher.create(key, DataUnit.BYTES_512)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(100 * 512);
            cipher.encrypt(7, buffer, buffer);
            System.out.println("changed " + !buffer.clear().equals(ByteBuffer.allocateDirect(100 * 512)));
            cipher.decrypt(7, buffer, buffer);
            System.out.println("restored " + buffer.clear().equals(ByteBuffer.allocateDirect(100 * 512)));
            System.out.println("module " + XtsEngine.class.getModule().getName());
            System.out.println("engine " + XtsEngine.selectionReason());
            System.out.println("locked " + SecretMemory.status().locked());
        } catch (NativeEngineUnavailableException | SecretMemoryException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private static void harden() throws IOException {
        Libc libc = LibraryLoader.create(Libc.class).load("c");
        System.out.println("before " + libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
        System.out.println("not done " + ProcessHardening.apply());
        System.out.println("after " + libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max core file size"))
                .forEach(line -> System.out.println(line.replaceAll(" +", " ")));
    }

    private static void unlocked() {
        System.out.println("status " + SecretMemory.status());
        try (SecretBytes secret = SecretBytes.random(32)) {
            System.out.println("made " + secret);
        } catch (SecretMemoryException e) {
            System.out.println("refused " + e.getMessage());
        }
        SecretMemory.allowUnlocked();
        try (SecretBytes secret = SecretBytes.random(32)) {
            System.out.println("made " + secret);
        }
        System.out.println("status " + SecretMemory.status());
    }

    /** JNR costs a fifth of a second, which programs that touch no secret must not pay. */
    private static void firstUse() throws IOException {
        System.out.println("values " + XtsCipher.ofLabel("aes-xts-256") + " " + DataUnit.ofBytes(512));
        System.out.println("before " + isJnrLoaded());
        SecretBytes.random(1).close();
        System.out.println("after " + isJnrLoaded());
    }

    private static boolean isJnrLoaded() throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains("jffi");
    }
}
