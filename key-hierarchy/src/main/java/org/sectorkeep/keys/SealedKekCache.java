// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.BugException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.OwnerOnly;
import org.sectorkeep.keys.internal.files.SystemFileSteps;

/**
 * KEKs in a folder of a host, sealed, so that it can open its disks after a restart while their key provider does not answer.
 * A key is of use until a time after it came from its provider; one that the provider answers to be gone, out of use or
 * forbidden is forgotten. What it trades for that: until that time whoever can use the sealer opens the disks without the
 * provider, which can then neither refuse nor record it, and a clock that is put back makes the time longer.
 *
 * <p>Safe for use by many threads.
 */
public final class SealedKekCache implements AutoCloseable {
    private static final int MOST_FILE_BYTES = 4096;

    private final Path folder;
    private final Sealer sealer;
    private final Duration limit;
    private final InstantSource clock;
    private final FileSteps steps = new SystemFileSteps();

    /** A KEK that was here. */
    record Found(Kek kek, Duration age) {}

    private SealedKekCache(Path folder, Sealer sealer, Duration limit, InstantSource clock) {
        this.folder = folder;
        this.sealer = sealer;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Opens the cache in a folder, which is made if it is not there, and removes what is too old.
     *
     * @param folder its folder, of mode 0700
     * @param sealer what seals and opens the keys; closed with the cache
     * @param limit how long a key is of use after it came from its provider; more than nothing
     * @return the cache, to be closed by the caller
     * @throws IOException if the folder cannot be made or read, or others may enter it
     */
    public static SealedKekCache open(Path folder, Sealer sealer, Duration limit) throws IOException {
        return open(folder, sealer, limit, InstantSource.system());
    }

    static SealedKekCache open(Path folder, Sealer sealer, Duration limit, InstantSource clock) throws IOException {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a time of " + limit + ", expected more than nothing");
        }
        SealedKekCache cache = new SealedKekCache(folder, sealer, limit, clock);
        if (!Files.isDirectory(folder)) {
            cache.steps.createFolder(folder);
        }
        OwnerOnly.require(folder);
        cache.sweep();
        return cache;
    }

    /** Keeps a KEK that has just come from its provider; one whose bytes are not here is not kept. */
    void put(Kek kek) throws IOException {
        Optional<SecretBytes> copy = kek.copyForHandover();
        if (copy.isEmpty()) {
            return;
        }
        try (SecretBytes key = copy.get()) {
            byte[] header = new SealedKekEntry(kek.id(), kek.state(), clock.instant()).header();
            byte[] sealed = sealer.seal(header, key);
            write(
                    file(kek.id()),
                    ByteBuffer.allocate(header.length + sealed.length)
                            .put(header)
                            .put(sealed)
                            .flip());
        }
    }

    /** Not forced: what a crash takes away is fetched again. */
    private synchronized void write(Path file, ByteBuffer content) throws IOException {
        Path temporary = folder.resolve("." + HexFormat.of().formatHex(RandomBytes.array(8)));
        try {
            steps.write(temporary, content);
            steps.rename(temporary, file);
        } finally {
            steps.delete(temporary);
        }
    }

    /** A KEK that is here and not too old. */
    Optional<Found> find(KeyId id) throws IOException {
        Path file = file(id);
        try {
            byte[] content = BoundedFile.read(file, MOST_FILE_BYTES);
            SealedKekEntry.Parsed parsed = SealedKekEntry.read(content);
            if (!parsed.entry().id().equals(id) || isTooOld(parsed.entry())) {
                steps.delete(file);
                return Optional.empty();
            }
            byte[] header = Arrays.copyOf(content, parsed.headerBytes());
            SecretBytes key = sealer.open(header, Arrays.copyOfRange(content, header.length, content.length));
            Duration age = Duration.between(parsed.entry().fetched(), clock.instant());
            return Optional.of(
                    new Found(Kek.holding(id, parsed.entry().state(), key), age.isNegative() ? Duration.ZERO : age));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AuthenticationException e) {
            throw new IOException("'" + file + "' was sealed by another key, or is damaged", e);
        }
    }

    /** Also what is from the future, beyond the second that was rounded off: the clock was put back. */
    private boolean isTooOld(SealedKekEntry entry) {
        Instant now = clock.instant();
        return entry.fetched().isAfter(now.plusSeconds(1))
                || entry.fetched().plus(limit).isBefore(now);
    }

    void remove(KeyId id) throws IOException {
        steps.delete(file(id));
    }

    /**
     * Removes what is too old to be of use.
     *
     * @throws IOException if the folder cannot be read or changed
     */
    public synchronized void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (isOfNoUse(file)) {
                    steps.delete(file);
                }
            }
        }
    }

    private boolean isOfNoUse(Path file) {
        byte[] content;
        try {
            content = BoundedFile.read(file, MOST_FILE_BYTES);
        } catch (IOException e) {
            return false; // not now, perhaps
        }
        try {
            return isTooOld(SealedKekEntry.read(content).entry());
        } catch (IOException | IllegalArgumentException e) {
            return true; // half written, or not ours to keep
        }
    }

    /**
     * Forgets all keys.
     *
     * @throws IOException if one cannot be removed
     */
    public void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                steps.delete(file);
            }
        }
    }

    private Path file(KeyId id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(id.providerId().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0); // stands in no id
            digest.update(id.keyId().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest.digest()) + ".kek");
        } catch (NoSuchAlgorithmException e) {
            throw new BugException("every Java has SHA-256", e);
        }
    }

    /** Forgets the sealer's key; the sealed keys stay. */
    @Override
    public void close() {
        sealer.close();
    }
}
