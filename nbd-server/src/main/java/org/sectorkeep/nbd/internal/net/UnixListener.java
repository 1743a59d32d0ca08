// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * A unix socket that only its owner can connect to. It is made inside a folder of mode 0700 and moved to its place with
 * mode 0600, so that at no moment anybody else can come.
 */
public final class UnixListener {
    /** What the kernel's address has for the path and its last byte of zero. */
    private static final int MAX_PATH_BYTES = 107;

    private final Path path;
    private final ServerSocketChannel channel;
    private final Object key;

    private UnixListener(Path path, ServerSocketChannel channel, Object key) {
        this.path = path;
        this.channel = channel;
        this.key = key;
    }

    /** Listens. The file of a server that is gone is replaced, the one of a living server is not. */
    public static UnixListener open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path folder = Objects.requireNonNull(absolute.getParent(), "a socket has a folder");
        refuseLiving(absolute);
        Path hidden = Files.createTempDirectory(
                folder, ".s", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            return openIn(hidden, absolute);
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    private static UnixListener openIn(Path hidden, Path path) throws IOException {
        Path made = hidden.resolve("s");
        requireShort(made, path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(made), 128);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Object key = fileKey(made);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            return new UnixListener(path, channel, key);
        } finally {
            if (!done) {
                channel.close();
                Files.deleteIfExists(made);
            }
        }
    }

    public ServerSocketChannel channel() {
        return channel;
    }

    /** Listens no more; the file is removed unless another server has replaced it. */
    public void close() throws IOException {
        channel.close();
        try {
            if (key.equals(fileKey(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody was faster, which is as well.
        }
    }

    private static void requireShort(Path made, Path path) throws BindException {
        int longest = Math.max(bytes(made), bytes(path));
        if (longest > MAX_PATH_BYTES) {
            int allowed = MAX_PATH_BYTES - (longest - bytes(path));
            throw new BindException(
                    "'" + path + "' is too long for a socket: at most " + allowed + " bytes, found " + bytes(path));
        }
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void refuseLiving(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new FileAlreadyExistsException(path.toString(), null, "is no socket");
        }
        if (answers(path)) {
            throw new BindException("'" + path + "' is the socket of another server that runs");
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Object fileKey(Path path) throws IOException {
        return Objects.requireNonNull(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }
}
