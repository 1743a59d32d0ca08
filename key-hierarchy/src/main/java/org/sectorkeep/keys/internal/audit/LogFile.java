// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The file of an audit log, open; the caller holds the lock of those who append. */
public final class LogFile implements Closeable {
    private static final int FIRST_LOOK_BYTES = 8 << 10;

    /** No line is longer: paths, ids and names have bounds of their own. */
    private static final int LAST_LOOK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    private LogFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens a file that is there for reading and appending. */
    public static LogFile open(Path path) throws IOException {
        return new LogFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Opens a file that is there for reading. */
    public static LogFile read(Path path) throws IOException {
        return new LogFile(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    /**
     * Where to go on.
     *
     * @param last the last line that has the form of one; empty in a new log
     * @param endBytes the end of the last line that has an end
     */
    public record Tail(Optional<ChainedLine> last, long endBytes) {}

    /** The end of the log. What a crash left of a line is behind it, and never was a line: nobody had its result. */
    public Tail tail() throws IOException {
        long sizeBytes = channel.size();
        for (int lookBytes = FIRST_LOOK_BYTES; ; lookBytes *= 2) {
            long startBytes = Math.max(0, sizeBytes - lookBytes);
            String text = text(startBytes, (int) (sizeBytes - startBytes));
            int end = text.lastIndexOf('\n') + 1;
            Optional<ChainedLine> last = last(text.substring(0, end));
            if (last.isPresent() || startBytes == 0) {
                if (last.isEmpty() && end > 0) {
                    throw new IOException("'" + path + "' holds no line of an audit log");
                }
                return new Tail(last, startBytes + end);
            }
            if (lookBytes >= LAST_LOOK_BYTES) {
                throw new IOException("'" + path + "' does not end as an audit log");
            }
        }
    }

    private static Optional<ChainedLine> last(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        Collections.reverse(lines);
        return lines.stream().map(ChainedLine::parse).flatMap(Optional::stream).findFirst();
    }

    /** The MAC of the line with a number, as it stands there; looked for from the end. */
    public Optional<String> macOf(long number) throws IOException {
        long sizeBytes = channel.size();
        for (long lookBytes = FIRST_LOOK_BYTES; ; lookBytes *= 4) {
            long startBytes = Math.max(0, sizeBytes - lookBytes);
            int lengthBytes = Math.toIntExact(sizeBytes - startBytes);
            List<ChainedLine> lines = text(startBytes, lengthBytes)
                    .lines()
                    .map(ChainedLine::parse)
                    .flatMap(Optional::stream)
                    .toList();
            if (startBytes == 0 || (!lines.isEmpty() && lines.get(0).number() <= number)) {
                return lines.stream()
                        .filter(line -> line.number() == number)
                        .map(ChainedLine::macHex)
                        .findFirst();
            }
        }
    }

    private String text(long startBytes, int lengthBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        while (bytes.hasRemaining() && channel.read(bytes, startBytes + bytes.position()) >= 0) {
            // until all of it is there, or the file has become shorter
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    /** Adds a line behind an end; a failure leaves the log as it was. */
    public void append(long endBytes, byte[] line) throws IOException {
        channel.truncate(endBytes);
        boolean written = false;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes, endBytes + bytes.position());
            }
            written = true;
        } finally {
            if (!written) {
                channel.truncate(endBytes);
            }
        }
    }

    /** Forces all lines to the device. */
    public void force() throws IOException {
        channel.force(false);
    }

    /** The same, or the lines behind an end are taken back: nobody had the result of what they tell. */
    public void forceOrTakeBack(long endBytes) throws IOException {
        boolean forced = false;
        try {
            force();
            forced = true;
        } finally {
            if (!forced) {
                channel.truncate(endBytes);
            }
        }
    }

    /** Whether there is such a log, with anything in it. */
    public static boolean isThere(Path path) throws IOException {
        return Files.exists(path) && Files.size(path) > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
