// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.slf4j.LoggerFactory;

/** A descriptor in a file of its own: a new file, with the old one's owner and mode, takes its place. */
final class DescriptorFile implements DescriptorStore {
    private final FileLayer layer;
    private final Path path;

    DescriptorFile(FileLayer layer, Path path) {
        this.layer = layer;
        this.path = path;
    }

    @Override
    public void write(VmdkDescriptor descriptor) throws IOException {
        byte[] bytes = descriptor.bytes();
        requireRoom(bytes);
        Path temporary = TemporaryNames.nextTo(path);
        boolean replaced = false;
        try {
            try (RandomFile file = layer.create(temporary)) {
                file.write(0, ByteBuffer.wrap(bytes));
                copyAttributes(temporary);
                file.force();
            }
            layer.replace(temporary, path);
            replaced = true;
        } finally {
            if (!replaced) {
                layer.delete(temporary);
            }
        }
        layer.forceFolder(Objects.requireNonNull(path.getParent()));
    }

    @Override
    public void requireRoom(VmdkDescriptor descriptor) throws IOException {
        requireRoom(descriptor.bytes());
    }

    private void requireRoom(byte[] bytes) throws IOException {
        if (bytes.length > DiskProbe.MAX_DESCRIPTOR_BYTES) {
            throw new IOException("the descriptor of '" + path + "' would be " + bytes.length
                    + " bytes long, more than " + DiskProbe.MAX_DESCRIPTOR_BYTES);
        }
    }

    private void copyAttributes(Path temporary) throws IOException {
        @Nullable PosixFileAttributeView old = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        @Nullable PosixFileAttributeView made = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (old == null || made == null || !Files.exists(path)) {
            return;
        }
        PosixFileAttributes wanted = old.readAttributes();
        keepOwner(made, wanted);
        made.setPermissions(wanted.permissions());
    }

    /** Only root may give files away. */
    private void keepOwner(PosixFileAttributeView made, PosixFileAttributes wanted) throws IOException {
        PosixFileAttributes given = made.readAttributes();
        try {
            if (!wanted.group().equals(given.group())) {
                made.setGroup(wanted.group());
            }
            if (!wanted.owner().equals(given.owner())) {
                made.setOwner(wanted.owner());
            }
        } catch (FileSystemException e) {
            LoggerFactory.getLogger(DescriptorFile.class)
                    .warn("the owner of '{}' could not be kept: {}", path, e.getMessage());
        }
    }
}
