// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.LockFile;
import org.sectorkeep.keys.internal.files.OwnerOnly;
import org.sectorkeep.keys.internal.files.UnsafeModeException;

/**
 * The folders under {@code $SECTORKEEP_HOME}: {@code providers/NAME} for each provider, {@code default-provider} with the
 * default's name, and {@code lock}, held by whoever changes any of it. A provider appears and goes by one rename.
 */
final class ProviderFolders {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final int MAX_DEFAULT_FILE_BYTES = 128;

    private final Path home;
    private final Path providers;
    private final Path defaultFile;
    private final FileSteps steps;

    /** Fills the folder of a new provider, and undoes what it did outside of it if the provider does not come to be. */
    interface Filler {
        void fill(Path folder) throws IOException;

        void undo() throws IOException;
    }

    ProviderFolders(Path home, FileSteps steps) {
        this.home = home.toAbsolutePath().normalize();
        this.providers = this.home.resolve("providers");
        this.defaultFile = this.home.resolve("default-provider");
        this.steps = steps;
    }

    Path home() {
        return home;
    }

    Path lockFile() {
        return home.resolve("lock");
    }

    /** Where a provider of this name is, or would be. */
    Path folder(String name) {
        return providers.resolve(name);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    boolean exists(String name) {
        return isName(name) && Files.isDirectory(folder(name));
    }

    /** All names in order; checks the mode of the home folder. */
    List<String> names() throws IOException {
        requirePrivate();
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(providers)) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (exists(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // nothing was ever added
        }
        Collections.sort(names);
        return names;
    }

    /** Refuses a home folder that others may enter. */
    void requirePrivate() throws ProviderException {
        try {
            if (Files.exists(home)) {
                OwnerOnly.require(home);
            }
        } catch (UnsafeModeException e) {
            throw new ProviderException(Reason.UNSAFE_MODE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ProviderException(Reason.UNSAFE_MODE, "the mode of '" + home + "' cannot be read", e);
        }
    }

    /** Makes what is missing, takes the lock, removes what a crash left half-way, and lets a change be made. */
    void change(LockFile.Action change) throws IOException {
        requirePrivate();
        Files.createDirectories(parent(home));
        createIfAbsent(home);
        createIfAbsent(providers);
        LockFile.holding(lockFile(), () -> {
            deleteFolder(staging());
            deleteFolder(removed());
            change.run();
        });
    }

    private void createIfAbsent(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                steps.createFolder(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) { // else another process was faster
                    throw e;
                }
            }
            steps.forceFolder(parent(folder));
        }
    }

    /** Adds a provider that is complete from the moment it is seen. Under the lock. */
    void add(String name, Filler filler) throws IOException {
        steps.createFolder(staging());
        try {
            filler.fill(staging());
            steps.forceFolder(staging());
            steps.rename(staging(), folder(name));
        } catch (IOException e) {
            discardStaging(filler, e);
            throw e;
        }
        steps.forceFolder(providers);
    }

    private void discardStaging(Filler filler, IOException failure) {
        try {
            filler.undo();
            deleteFolder(staging());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Erases a provider. Under the lock. */
    void remove(String name) throws IOException {
        steps.rename(folder(name), removed());
        steps.forceFolder(providers);
        deleteFolder(removed());
        steps.forceFolder(providers);
    }

    private void deleteFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    steps.delete(file);
                }
            }
            steps.delete(folder);
        }
    }

    /** The name in the default file, if there is one. */
    Optional<String> namedDefault() throws IOException {
        byte[] content;
        try {
            content = BoundedFile.read(defaultFile, MAX_DEFAULT_FILE_BYTES);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String text = new String(content, StandardCharsets.US_ASCII);
        String name = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        if (!isName(name)) {
            throw new ProviderException(Reason.DAMAGED, "'" + defaultFile + "' does not hold the name of a provider");
        }
        return Optional.of(name);
    }

    /** Under the lock. */
    void nameDefault(String name) throws IOException {
        byte[] content = (name + "\n").getBytes(StandardCharsets.US_ASCII);
        AtomicFile.replace(steps, defaultFile, ByteBuffer.wrap(content));
    }

    /** Under the lock. */
    void forgetDefault() throws IOException {
        steps.delete(defaultFile);
        steps.forceFolder(home);
    }

    private Path staging() {
        return providers.resolve(".new"); // no provider's name begins with a dot
    }

    private Path removed() {
        return providers.resolve(".removed");
    }

    private static Path parent(Path absolute) {
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }
}
