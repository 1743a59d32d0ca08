// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a folder may hold after the power went: everything forced, and of the rest any part in any order, torn at sectors
 * or at any byte.
 */
final class CrashedFiles {
    /** Where a write can be torn. */
    enum Tear {
        AT_SECTORS(512),
        AT_ANY_BYTE(1);

        private final int pieceBytes;

        Tear(int pieceBytes) {
            this.pieceBytes = pieceBytes;
        }
    }

    private final Map<Integer, byte[]> contents = new HashMap<>();
    private final Map<Path, Integer> names = new HashMap<>();
    private final List<FolderLayer.Write> unforced = new ArrayList<>();
    private final List<FolderLayer.Event> unforcedNames = new ArrayList<>();

    /** All files of a folder, as they are now, in the storage. */
    static CrashedFiles of(Path folder, FolderLayer layer) throws IOException {
        CrashedFiles files = new CrashedFiles();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.toList()) {
                files.names.put(each, layer.number(each));
                files.contents.put(layer.number(each), Files.readAllBytes(each));
            }
        }
        return files;
    }

    void happened(FolderLayer.Event event) {
        if (event instanceof FolderLayer.Write write) {
            unforced.add(write);
        } else if (event instanceof FolderLayer.Force force) {
            unforced.stream()
                    .filter(write -> write.file() == force.file())
                    .forEach(write -> apply(contents, write, 0, write.bytes().remaining()));
            unforced.removeIf(write -> write.file() == force.file());
        } else if (event instanceof FolderLayer.ForceFolder) {
            unforcedNames.forEach(each -> rename(names, each));
            unforcedNames.clear();
        } else {
            unforcedNames.add(event);
        }
    }

    /** One thing that can be left, written into an empty folder under the same file names. */
    void writeTo(Path folder, Random random, Tear tear) throws IOException {
        Map<Path, Integer> leftNames = new HashMap<>(names);
        unforcedNames.stream().filter(any -> random.nextBoolean()).forEach(each -> rename(leftNames, each));
        Map<Integer, byte[]> leftContents = new HashMap<>();
        contents.forEach((file, content) -> leftContents.put(file, content.clone()));
        boolean all = random.nextInt(4) == 0;
        for (FolderLayer.Write write : unforced) {
            if (all) {
                apply(leftContents, write, 0, write.bytes().remaining());
            } else {
                tear(leftContents, write, random, tear);
            }
        }
        for (Map.Entry<Path, Integer> each : leftNames.entrySet()) {
            Files.write(
                    folder.resolve(each.getKey().getFileName().toString()),
                    leftContents.getOrDefault(each.getValue(), new byte[0]));
        }
    }

    private static void tear(Map<Integer, byte[]> target, FolderLayer.Write write, Random random, Tear tear) {
        int length = write.bytes().remaining();
        int pieceBytes = tear.pieceBytes;
        boolean kept = random.nextBoolean();
        for (int at = 0; at < length; ) {
            int pieces = 1 + random.nextInt(Math.max(1, length / pieceBytes / 3));
            int end = Math.min(length, at + pieces * pieceBytes);
            if (kept) {
                apply(target, write, at, end);
            }
            kept = !kept;
            at = end;
        }
    }

    private static void rename(Map<Path, Integer> names, FolderLayer.Event event) {
        if (event instanceof FolderLayer.Named named) {
            names.put(named.path(), named.file());
        } else if (event instanceof FolderLayer.Renamed renamed) {
            names.remove(renamed.from());
            names.put(renamed.to(), renamed.file());
        } else if (event instanceof FolderLayer.Removed removed) {
            names.remove(removed.path());
        }
    }

    private static void apply(Map<Integer, byte[]> target, FolderLayer.Write write, int from, int to) {
        int position = (int) write.positionBytes();
        byte[] content = target.getOrDefault(write.file(), new byte[0]);
        if (position + to > content.length) {
            content = Arrays.copyOf(content, position + to);
        }
        write.bytes().get(from, content, position + from, to - from);
        target.put(write.file(), content);
    }
}
