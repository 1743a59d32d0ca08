// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.inventory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sectorkeep.keys.control.KnownEnvelope;
import org.sectorkeep.keys.control.ObjectKind;

/**
 * What the files in some folders say of keys, and what belongs to them elsewhere. Needs no key and takes no lock. Links to
 * folders are not followed, those to files are.
 *
 * @param looks each disk and machine once, by path
 * @param problems the files that could not be read or understood, and why
 */
public record Inventory(List<FileLook> looks, Map<Path, IOException> problems) {
    /** Far more than any chain has. */
    private static final int MAX_FILES_ELSEWHERE = 100_000;

    /**
     * Looks at files, at those in folders, and at what belongs to any of them: the parents of snapshots, the disks of
     * machines.
     *
     * @param roots files and folders
     * @return what was found
     * @throws NoSuchFileException if one of the roots is not there
     */
    public static Inventory of(Collection<Path> roots) throws NoSuchFileException {
        for (Path root : roots) {
            if (!Files.exists(root)) {
                throw new NoSuchFileException(root.toString());
            }
        }
        Walk walk = new Walk();
        roots.forEach(walk::below);
        walk.followOthers();
        List<FileLook> sorted = walk.looks.values().stream()
                .sorted(Comparator.comparing(FileLook::path))
                .toList();
        return new Inventory(sorted, walk.problems);
    }

    /**
     * What a directory knows, on all hosts, as it was when it was last seen.
     *
     * @param known envelopes by place
     * @return each place once
     */
    public static Inventory known(List<KnownEnvelope> known) {
        Map<List<Object>, List<KnownEnvelope>> places = new LinkedHashMap<>();
        for (KnownEnvelope each : known) {
            places.computeIfAbsent(List.of(each.kind(), each.location()), first -> new ArrayList<>())
                    .add(each);
        }
        List<FileLook> looks = places.values().stream()
                .map(envelopes -> new FileLook(
                        Path.of(envelopes.get(0).location().path()),
                        envelopes.get(0).kind(),
                        envelopes.stream().map(KnownEnvelope::envelope).toList(),
                        false,
                        List.of()))
                .toList();
        return new Inventory(looks, Map.of());
    }

    /**
     * The encrypted ones.
     *
     * @return what needs a key
     */
    public List<FileLook> encrypted() {
        return looks.stream().filter(FileLook::isEncrypted).toList();
    }

    /**
     * The machine that each disk belongs to.
     *
     * @return paths of settings by paths of disks; a disk that several machines name is not in it
     */
    public Map<Path, Path> machines() {
        Map<Path, Path> owners = new HashMap<>();
        Set<Path> shared = new HashSet<>();
        Map<Path, FileLook> byPath = new HashMap<>();
        looks.forEach(look -> byPath.put(look.path(), look));
        for (FileLook machine : looks) {
            if (machine.kind() == ObjectKind.VM) {
                Set<Path> own = new HashSet<>();
                machine.others().forEach(disk -> addChain(disk, byPath, own));
                for (Path disk : own) {
                    if (owners.put(disk, machine.path()) != null) {
                        shared.add(disk);
                    }
                }
            }
        }
        owners.keySet().removeAll(shared);
        return owners;
    }

    private static void addChain(Path disk, Map<Path, FileLook> byPath, Set<Path> own) {
        Optional<FileLook> look = real(disk).map(byPath::get);
        if (look.isPresent() && own.add(look.get().path())) {
            look.get().others().forEach(parent -> addChain(parent, byPath, own));
        }
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // not there
        }
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Map<Path, FileLook> looks = new HashMap<>();
        private final Map<Path, IOException> problems = new TreeMap<>();
        private final Set<Path> seen = new HashSet<>();
        private final Deque<Path> elsewhere = new ArrayDeque<>();

        void below(Path root) {
            try {
                Files.walkFileTree(root, this);
            } catch (IOException e) {
                problems.put(root, e);
            }
        }

        void followOthers() {
            for (int count = 0; count < MAX_FILES_ELSEWHERE && !elsewhere.isEmpty(); count++) {
                look(elsewhere.removeFirst());
            }
        }

        private void look(Path file) {
            try {
                if (!seen.add(file.toAbsolutePath().normalize())) {
                    return;
                }
                FileLook.at(file).ifPresent(look -> {
                    if (looks.put(look.path(), look) == null) {
                        elsewhere.addAll(look.others());
                    }
                });
            } catch (IOException e) {
                problems.put(file, e);
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            look(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            problems.put(file, failure);
            return FileVisitResult.CONTINUE;
        }
    }
}
