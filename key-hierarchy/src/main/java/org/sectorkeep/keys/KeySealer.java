// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.SystemFileSteps;
import org.sectorkeep.keys.internal.local.KeyFile;
import org.sectorkeep.keys.internal.seal.CommittingSeal;

/**
 * Seals by a key in this process's memory: salt, commitment and ciphertext of a {@link CommittingSeal}, whose wrap key is
 * derived anew for each secret.
 */
final class KeySealer implements Sealer {
    private static final byte[] INFO = "sectorkeep/sealer/v1".getBytes(StandardCharsets.UTF_8);
    private static final int CIPHERTEXT_OFFSET = CommittingSeal.SALT_BYTES + CommittingSeal.COMMITMENT_BYTES;

    private static final byte[] HOST_KEY = "sectorkeep/host-key/v1".getBytes(StandardCharsets.UTF_8);
    private static final int MOST_SEALED_BYTES = 4096;

    private final SecretBytes key;

    /** Takes over a key of 32 bytes. */
    KeySealer(SecretBytes key) {
        this.key = key;
    }

    static KeySealer ofFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            try (SecretBytes content = KeyFile.newContent()) {
                SystemFileSteps steps = new SystemFileSteps();
                KeyFile.write(steps, file, content);
                steps.forceParent(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster; it may still be writing, and then reading fails.
            }
        }
        return new KeySealer(KeyFile.read(file));
    }

    static KeySealer ofHostKey(Path file, Sealer by) throws IOException {
        if (Files.exists(file)) {
            try {
                return new KeySealer(by.open(HOST_KEY, BoundedFile.read(file, MOST_SEALED_BYTES)));
            } catch (AuthenticationException e) {
                throw new IOException("the host key in '" + file + "' was sealed by another key, or is damaged", e);
            }
        }
        SecretBytes key = KeyFile.newContent();
        boolean written = false;
        try {
            FileSteps steps = new SystemFileSteps();
            ByteBuffer sealed = ByteBuffer.wrap(by.seal(HOST_KEY, key));
            AtomicFile.replaceUnlocked(steps, file, HexFormat.of().formatHex(RandomBytes.array(8)), sealed);
            written = true;
            return new KeySealer(key);
        } finally {
            if (!written) {
                key.close();
            }
        }
    }

    @Override
    public byte[] seal(byte[] associatedData, SecretBytes secret) {
        byte[] salt = RandomBytes.array(CommittingSeal.SALT_BYTES);
        try (CommittingSeal once = CommittingSeal.derive(key, salt, INFO)) {
            byte[] ciphertext = once.seal(associatedData, secret);
            byte[] sealed = Arrays.copyOf(salt, CIPHERTEXT_OFFSET + ciphertext.length);
            System.arraycopy(once.commitment(), 0, sealed, salt.length, CommittingSeal.COMMITMENT_BYTES);
            System.arraycopy(ciphertext, 0, sealed, CIPHERTEXT_OFFSET, ciphertext.length);
            return sealed;
        }
    }

    @Override
    public SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException {
        if (sealed.length < CIPHERTEXT_OFFSET) {
            throw new AuthenticationException();
        }
        byte[] salt = Arrays.copyOf(sealed, CommittingSeal.SALT_BYTES);
        byte[] commitment = Arrays.copyOfRange(sealed, salt.length, CIPHERTEXT_OFFSET);
        try (CommittingSeal once = CommittingSeal.derive(key, salt, INFO)) {
            return once.open(commitment, associatedData, Arrays.copyOfRange(sealed, CIPHERTEXT_OFFSET, sealed.length));
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
