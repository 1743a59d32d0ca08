// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for disks that name a disk of a chain as their parent, in the folders where the chain lies. Nothing is opened as
 * a disk or locked, so that disks in use are found too; children in other folders are not.
 */
final class ChildSearch {
    /** Holds any descriptor inside a sparse file, and those in files of their own as far as they name a parent. */
    private static final int HEAD_BYTES = 1 << 16;

    private static final Pattern HINT =
            Pattern.compile("^[ \\t]*parentFileNameHint[ \\t]*=[ \\t]*\"([^\"\\n]+)\"", Pattern.MULTILINE);

    private ChildSearch() {}

    /** The disks that stand on a link of the chain, but are none of its links; {@code links} are real paths. */
    static List<Path> otherChildren(List<Path> links) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        links.forEach(link -> folders.add(Objects.requireNonNull(link.getParent())));
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            for (Path disk : disksIn(folder)) {
                Optional<Path> parent = parent(disk);
                if (parent.isPresent() && links.contains(parent.get()) && !links.contains(disk)) {
                    found.add(disk);
                }
            }
        }
        return found;
    }

    private static List<Path> disksIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".vmdk"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Path> parent(Path disk) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(disk)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        Matcher hint = HINT.matcher(new String(head, StandardCharsets.UTF_8));
        if (!hint.find()) {
            return Optional.empty();
        }
        try {
            Path named = disk.resolveSibling(Objects.requireNonNull(hint.group(1)));
            return Files.exists(named) ? Optional.of(named.toRealPath()) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
