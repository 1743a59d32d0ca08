// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sectorkeep.keys.internal.files.FileSteps;

/** The files of a new provider, made in memory, not yet written. For one thread. */
public final class NewStore implements AutoCloseable {
    private final String fileName;
    private final byte[] content;
    private final NewProtection protection;

    /** Takes the protection over; {@code content} is public or sealed, and begins or ends as the protection wants. */
    public NewStore(String fileName, byte[] content, NewProtection protection) {
        this.fileName = fileName;
        this.content = content.clone();
        this.protection = protection;
    }

    /** The content of the store's file, the caller's own copy. */
    public byte[] content() {
        return content.clone();
    }

    /** The id that all copies of the store share. */
    public String storeIdHex() {
        return protection.header().storeIdHex();
    }

    /** Writes and forces key file and store; the key file first. */
    public void write(FileSteps steps, Path folder) throws IOException {
        protection.write(steps, folder);
        Path storeFile = folder.resolve(fileName);
        steps.write(storeFile, ByteBuffer.wrap(content));
        steps.force(storeFile);
    }

    /** Removes what {@link #write} wrote outside of the folder. */
    public void undo(FileSteps steps) throws IOException {
        protection.undo(steps);
    }

    @Override
    public void close() {
        protection.close();
    }
}
