// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * A unix socket that is its owner's alone from the moment it can be found: it is made in a folder that nobody else may
 * enter, and moved to its place. A file beside it, locked as long as the socket is open, keeps a second one away; what a
 * dead process left is replaced.
 */
public final class LocalSocket implements Closeable {
    private static final FileAttribute<?> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel guard;
    private final ServerSocketChannel channel;

    private LocalSocket(Path path, FileChannel guard, ServerSocketChannel channel) {
        this.path = path;
        this.guard = guard;
        this.channel = channel;
    }

    /**
     * Makes a socket.
     *
     * @throws SocketInUseException if a living process listens there
     * @throws IOException if it cannot be made
     */
    public static LocalSocket bind(Path path) throws IOException {
        FileChannel guard = guard(path);
        boolean bound = false;
        try {
            refuseLiving(path);
            LocalSocket socket = new LocalSocket(path, guard, moved(path));
            bound = true;
            return socket;
        } catch (SocketException e) {
            throw named(path, e);
        } finally {
            if (!bound) {
                guard.close();
            }
        }
    }

    private static FileChannel guard(Path path) throws IOException {
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel guard = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OWNER_FILE);
        boolean held = false;
        try {
            FileLock lock = guard.tryLock();
            held = lock != null;
        } catch (OverlappingFileLockException e) {
            throw new SocketInUseException(path);
        } finally {
            if (!held) {
                guard.close();
            }
        }
        if (!held) {
            throw new SocketInUseException(path);
        }
        return guard;
    }

    /** The lock keeps away whoever knows of it; a program that does not may live there, too. */
    private static void refuseLiving(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "is there and no socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // whoever does not accept lives, too
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            return; // nobody listens: left behind
        }
        throw new SocketInUseException(path);
    }

    private static ServerSocketChannel moved(Path path) throws IOException {
        Path folder = Files.createTempDirectory(
                Objects.requireNonNull(path.toAbsolutePath().getParent()), ".", OWNER_FOLDER);
        Path made = folder.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
    }

    private static IOException named(Path path, SocketException failure) {
        FileSystemException named = new FileSystemException(path.toString(), null, failure.getMessage());
        named.initCause(failure);
        return named;
    }

    /** What accepts its clients. */
    public ServerSocketChannel channel() {
        return channel;
    }

    /** Closes the socket and removes it. The file beside it stays: whoever removed it could remove a successor's. */
    @Override
    public void close() throws IOException {
        try (guard;
                channel) {
            if (guard.isOpen()) { // else it is closed already, and the path a successor's
                Files.deleteIfExists(path);
            }
        }
    }
}
