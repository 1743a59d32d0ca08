// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.OwnerOnly;

/** A file of exactly 32 random bytes that unlocks a store; readable by its owner alone. */
public final class KeyFile {
    /** The key file's name beside the store. */
    public static final String NAME = "local.key";

    private static final int LENGTH_BYTES = 32;

    private KeyFile() {}

    /** New content for a key file. */
    public static SecretBytes newContent() {
        return SecretBytes.random(LENGTH_BYTES);
    }

    /** Writes and forces a new file; refuses one that exists. Its folder is not forced. */
    public static void write(FileSteps steps, Path file, SecretBytes content) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(content.lengthBytes());
        try {
            content.read(bytes -> direct.put(bytes));
            steps.write(file, direct.flip());
            steps.force(file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            removePart(steps, file, e);
            throw e;
        } finally {
            wipe(direct);
        }
    }

    private static void removePart(FileSteps steps, Path file, IOException failure) {
        try {
            steps.delete(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Reads a key file.
     *
     * @throws IOException if it is missing, open to others than its owner, or not 32 bytes long
     */
    public static SecretBytes read(Path file) throws IOException {
        OwnerOnly.require(file);
        ByteBuffer direct = ByteBuffer.allocateDirect(LENGTH_BYTES + 1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (direct.hasRemaining() && channel.read(direct) >= 0) {
                // until the end of the file, or one byte too many
            }
            if (direct.position() != LENGTH_BYTES) {
                throw new KeyStoreFormatException(
                        "'" + file + "' is not a key file, which has exactly " + LENGTH_BYTES + " bytes");
            }
            return SecretBytes.copyOf(direct.flip());
        } finally {
            wipe(direct);
        }
    }

    private static void wipe(ByteBuffer direct) {
        direct.clear();
        while (direct.hasRemaining()) {
            direct.put((byte) 0);
        }
    }
}
