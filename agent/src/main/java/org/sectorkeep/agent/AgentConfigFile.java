// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.StrictJson;

/**
 * The file that holds an agent's configuration, as {@code docs/agent.md} describes it. It is replaced as a whole, mode 0600,
 * so that a crash leaves the old or the new one; a change that somebody else made to it since it was read is never
 * overwritten. Safe for use by many threads.
 */
public final class AgentConfigFile {
    private static final int MAX_BYTES = 4 << 20;

    private final Path file;
    private final Path folder;
    private byte[] known = {};
    private AgentConfig config;

    private AgentConfigFile(Path file, Path folder, AgentConfig initial) {
        this.file = file;
        this.folder = folder;
        this.config = initial;
    }

    /**
     * Reads a configuration. Where there is no file it is the one of {@link AgentConfig#in}, and is written with its first
     * change.
     *
     * @param file the file; a link is followed
     * @param folder where the sockets are made that it does not name; absolute
     * @return the file, read
     * @throws AgentConfigException if it cannot be understood, or others may write it
     * @throws IOException if it cannot be read
     */
    public static AgentConfigFile read(Path file, Path folder) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        AgentConfigFile read = new AgentConfigFile(target, folder, AgentConfig.in(folder));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            read.known = read.bytes();
            read.config = read.parse();
        }
        return read;
    }

    /**
     * The configuration as it is now.
     *
     * @return what was read or last written
     */
    public synchronized AgentConfig config() {
        return config;
    }

    /**
     * Where it is.
     *
     * @return the absolute path
     */
    public Path path() {
        return file;
    }

    /** Where the agent keeps what is its own. */
    Path folder() {
        return folder;
    }

    /** A change of the configuration. */
    interface Change {
        AgentConfig of(AgentConfig present);
    }

    /**
     * Changes the configuration and writes it.
     *
     * @throws IllegalArgumentException if the change makes no configuration
     * @throws AgentConfigException if somebody else changed the file
     */
    synchronized AgentConfig change(Change change) throws IOException {
        AgentConfig changed = change.of(config);
        if (changed.equals(config)) {
            return config;
        }
        byte[] present = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? bytes() : new byte[0];
        if (!Arrays.equals(present, known)) {
            throw new AgentConfigException("'" + file + "' was changed since the agent read it");
        }
        byte[] text = (new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(AgentConfigJson.write(changed))
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        replace(text);
        known = text;
        config = changed;
        return config;
    }

    private void replace(byte[] text) throws IOException {
        Path parent = Objects.requireNonNull(file.getParent());
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (ByteBuffer rest = ByteBuffer.wrap(text); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private byte[] bytes() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString(), null, "not a file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new AgentConfigException("'" + file + "' is longer than " + MAX_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private AgentConfig parse() throws IOException {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (permissions.charAt(4) == 'w' || permissions.charAt(7) == 'w') {
            throw new AgentConfigException("'" + file + "' may be written by others than its owner");
        }
        try {
            return AgentConfigJson.read(StrictJson.object(ByteBuffer.wrap(known)), folder);
        } catch (BadJsonException | IllegalArgumentException e) {
            throw new AgentConfigException("'" + file + "': " + e.getMessage());
        }
    }
}
