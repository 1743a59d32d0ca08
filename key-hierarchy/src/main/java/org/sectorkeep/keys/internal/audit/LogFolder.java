// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.LockFile;
import org.sectorkeep.keys.internal.files.OwnerOnly;
import org.sectorkeep.keys.internal.files.SystemFileSteps;
import org.sectorkeep.keys.internal.local.KeyFile;

/**
 * The files of an audit log: the log itself, the key of its MACs, and the lock of those who append. Only their owner may
 * enter their folder.
 *
 * @param folder the folder
 */
public record LogFolder(Path folder) {
    private static final FileSteps STEPS = new SystemFileSteps();
    private static final byte[] ID_LABEL = "sectorkeep/audit-log-id/v1".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 16;

    /** The log. */
    public Path log() {
        return folder.resolve("audit.log");
    }

    /** The key of its MACs. */
    public Path keyFile() {
        return folder.resolve("audit.key");
    }

    /** The id of the log with a key. */
    public static String logId(SecretBytes key) {
        return HexFormat.of().formatHex(Hmac.sha256(key, ID_LABEL), 0, ID_BYTES);
    }

    /** Does something while nobody else appends. */
    public void locked(LockFile.Action action) throws IOException {
        LockFile.holding(folder.resolve("audit.lock"), action);
    }

    /** Makes the folder, if it is not there. */
    public void create() throws IOException {
        if (!Files.isDirectory(folder)) {
            Path home = folder.toAbsolutePath().getParent();
            if (home != null && !Files.isDirectory(home)) {
                createFolder(home);
            }
            createFolder(folder);
        }
        OwnerOnly.require(folder);
    }

    private static void createFolder(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            STEPS.createFolder(folder);
            STEPS.forceParent(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
        }
    }

    /** The key, made at the first use of a new log. The caller holds the lock, and closes the key. */
    public SecretBytes keyOrNew() throws IOException {
        if (!Files.exists(keyFile())) {
            if (LogFile.isThere(log())) {
                throw new NoSuchFileException(
                        keyFile().toString(), null, "missing, and '" + log() + "' was written with it");
            }
            makeKey();
        }
        if (!Files.exists(log())) {
            STEPS.write(log(), ByteBuffer.allocate(0));
            STEPS.forceParent(log());
        }
        OwnerOnly.require(log());
        return key();
    }

    /** The key of a log that is there; the caller closes it. */
    public SecretBytes key() throws IOException {
        return KeyFile.read(keyFile());
    }

    private void makeKey() throws IOException {
        Path temporary = folder.resolve(".audit.key.new");
        STEPS.delete(temporary);
        try (SecretBytes key = KeyFile.newContent()) {
            KeyFile.write(STEPS, temporary, key);
        }
        STEPS.rename(temporary, keyFile());
        STEPS.forceParent(keyFile());
    }
}
