// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sectorkeep.engine.internal.luks.HeaderBytes;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * The envelopes of a disk, read without any lock, so that a disk in use does not keep anybody from asking. What is being
 * replaced at that moment may look damaged. None of it is authenticated.
 *
 * @param envelopes the envelope that the disk has and the one that it gets, if an operation is under way; none if the disk
 *     is plain
 * @param isHeaderAlone whether this is the LUKS header of a disk that is in another file
 * @param parentHint the file name of the parent of a snapshot, as it stands there
 */
public record DiskEnvelopes(List<Envelope> envelopes, boolean isHeaderAlone, Optional<String> parentHint) {
    private static final int HEAD_BYTES = 512;
    private static final int MAX_DESCRIPTOR_BYTES = 1 << 20;
    private static final String SPARSE_MAGIC = "KDMV";
    private static final String LUKS_MAGIC = "LUKS\u00ba\u00be";
    private static final int DESCRIPTOR_SECTOR_OFFSET = 28;
    private static final int DESCRIPTOR_SECTORS_OFFSET = 36;
    private static final long SECTOR_BYTES = 512;
    private static final Pattern DESCRIPTOR = Pattern.compile(
            "(?:\\s*#[^\\n]*\\n|\\s+)*+(?:# Disk DescriptorFile|version|encoding|CID|createType)[ \\t]*+[=\\r\\n]");

    /**
     * Keeps a copy of the envelopes.
     *
     * @param envelopes the disk's envelopes
     * @param isHeaderAlone whether this is a header alone
     * @param parentHint the parent of a snapshot
     */
    public DiskEnvelopes {
        envelopes = List.copyOf(envelopes);
    }

    /**
     * Looks at a file.
     *
     * @param file a regular file of any kind
     * @return what it says; nothing if it is no VMDK descriptor, no sparse file with one, and no LUKS file
     * @throws IOException if it cannot be read, or says nothing that can be understood
     */
    public static Optional<DiskEnvelopes> peek(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            String head = text(read(channel, 0, HEAD_BYTES));
            if (head.startsWith(LUKS_MAGIC)) {
                return Optional.of(luks(file, channel));
            } else if (head.startsWith(SPARSE_MAGIC)) {
                return embedded(file, channel);
            } else if (DESCRIPTOR.matcher(head).lookingAt() || head.startsWith("# Disk DescriptorFile")) {
                return channel.size() > MAX_DESCRIPTOR_BYTES
                        ? Optional.empty()
                        : Optional.of(descriptor(file, read(channel, 0, MAX_DESCRIPTOR_BYTES), 0));
            }
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] read(FileChannel channel, long offsetBytes, int lengthBytes) throws IOException {
        long thereBytes = Math.max(0, channel.size() - offsetBytes);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(thereBytes, lengthBytes));
        while (buffer.hasRemaining() && channel.read(buffer, offsetBytes + buffer.position()) >= 0) {
            // until it is full, or the file has become shorter
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static DiskEnvelopes descriptor(Path file, byte[] bytes, long offsetBytes) throws IOException {
        VmdkDescriptor descriptor = VmdkDescriptor.parse(bytes, file, offsetBytes);
        EncryptionLines lines = EncryptionLines.of(descriptor);
        List<Envelope> envelopes = new ArrayList<>();
        for (Optional<String> each : List.of(lines.envelope(), lines.nextEnvelope())) {
            if (each.isPresent()) {
                envelopes.add(Envelope.ofBase64(each.get()));
            }
        }
        if (envelopes.isEmpty() && lines.isPresent()) {
            throw new DiskRefusedException("'" + file + "' is encrypted, but its envelope is missing");
        }
        return new DiskEnvelopes(envelopes, false, descriptor.value("parentFileNameHint"));
    }

    /** An extent of a disk has no descriptor in it. */
    private static Optional<DiskEnvelopes> embedded(Path file, FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(read(channel, 0, HEAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < HEAD_BYTES) {
            return Optional.empty();
        }
        long sector = header.getLong(DESCRIPTOR_SECTOR_OFFSET);
        long sectors = header.getLong(DESCRIPTOR_SECTORS_OFFSET);
        boolean has = sector > 0
                && sector < channel.size() / SECTOR_BYTES
                && sectors > 0
                && sectors <= MAX_DESCRIPTOR_BYTES / SECTOR_BYTES;
        if (!has) {
            return Optional.empty();
        }
        byte[] bytes = read(channel, sector * SECTOR_BYTES, (int) (sectors * SECTOR_BYTES));
        return bytes.length == 0 || bytes[0] == 0
                ? Optional.empty()
                : Optional.of(descriptor(file, bytes, sector * SECTOR_BYTES));
    }

    private static DiskEnvelopes luks(Path file, FileChannel channel) throws IOException {
        HeaderBytes bytes = new UnlockedHeader(file, channel, channel.size());
        LuksHeader header = LuksHeader.read(bytes);
        Optional<Envelope> envelope = LuksUnlocking.envelope(header);
        boolean alone = header.payload().isDetached() || header.payload().offsetBytes() >= Files.size(file);
        return new DiskEnvelopes(envelope.map(List::of).orElse(List.of()), alone, Optional.empty());
    }

    /** The bytes of a header, whoever else has the file open. */
    private record UnlockedHeader(Path path, FileChannel channel, long sizeBytes) implements HeaderBytes {
        @Override
        public void read(long offsetBytes, ByteBuffer target) throws IOException {
            byte[] bytes = DiskEnvelopes.read(channel, offsetBytes, target.remaining());
            if (bytes.length < target.remaining()) {
                throw new LuksFormatException(path, "header", "the file has become shorter");
            }
            target.put(bytes);
        }
    }
}
