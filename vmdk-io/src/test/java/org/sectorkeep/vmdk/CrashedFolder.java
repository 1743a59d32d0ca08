// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What a folder may hold after the power went: everything forced, and of the rest any part in any order, writes torn at
 * sectors. Space that a file got, but whose content was lost, holds what others left there; what was passed over by writes
 * that were forced is a hole of zeroes.
 */
final class CrashedFolder {
    private static final int SECTOR = 512;
    private static final byte GARBAGE = (byte) 0xaa;
    private static final byte HOLE = 0;

    private final Map<Integer, byte[]> contents = new HashMap<>();
    private final Map<Path, Integer> names = new HashMap<>();
    private final Map<Integer, List<RecordingFiles.Event>> unforced = new HashMap<>();
    private final List<RecordingFiles.Event> unforcedNames = new ArrayList<>();

    /** A file that was there, whole, at the start. */
    void has(Path path, int number, byte[] content) {
        names.put(path, number);
        contents.put(number, content);
    }

    void happened(RecordingFiles.Event event) {
        if (event instanceof RecordingFiles.Write write) {
            unforced.computeIfAbsent(write.file(), any -> new ArrayList<>()).add(write);
        } else if (event instanceof RecordingFiles.Truncate cut) {
            unforced.computeIfAbsent(cut.file(), any -> new ArrayList<>()).add(cut);
        } else if (event instanceof RecordingFiles.Force force) {
            byte[] content = contents.getOrDefault(force.file(), new byte[0]);
            for (RecordingFiles.Event each : unforced.getOrDefault(force.file(), List.of())) {
                content = applied(content, each);
            }
            contents.put(force.file(), content);
            unforced.remove(force.file());
        } else if (event instanceof RecordingFiles.ForceFolder) {
            unforcedNames.forEach(this::rename);
            unforcedNames.clear();
        } else if (!(event instanceof RecordingFiles.Note)) {
            unforcedNames.add(event);
        }
    }

    private void rename(RecordingFiles.Event event) {
        if (event instanceof RecordingFiles.Named named) {
            names.put(named.path(), named.file());
        } else if (event instanceof RecordingFiles.Renamed renamed) {
            names.remove(renamed.from());
            names.put(renamed.to(), renamed.file());
        } else if (event instanceof RecordingFiles.Removed removed) {
            names.remove(removed.path());
        }
    }

    /** One thing that can be left, written into a folder under the same file names. */
    void writeTo(Path folder, RandomGenerator random) throws IOException {
        CrashedFolder left = new CrashedFolder();
        left.names.putAll(names);
        unforcedNames.stream().filter(any -> random.nextBoolean()).forEach(left::rename);
        for (Map.Entry<Path, Integer> each : left.names.entrySet()) {
            byte[] content = contents.getOrDefault(each.getValue(), new byte[0]);
            byte[] after = crashed(content, unforced.getOrDefault(each.getValue(), List.of()), random);
            Files.write(folder.resolve(each.getKey().getFileName().toString()), after);
        }
    }

    private static byte[] crashed(byte[] content, List<RecordingFiles.Event> events, RandomGenerator random) {
        byte[] result = content;
        boolean all = random.nextInt(4) == 0;
        for (RecordingFiles.Event each : events) {
            boolean whole = all || random.nextBoolean();
            if (each instanceof RecordingFiles.Write write) {
                result = torn(result, write, whole, random);
            } else if (whole) {
                result = applied(result, each);
            }
        }
        return result;
    }

    private static byte[] torn(byte[] content, RecordingFiles.Write write, boolean whole, RandomGenerator random) {
        byte[] result = content;
        int pieces = (write.bytes().remaining() + SECTOR - 1) / SECTOR;
        for (int i = 0; i < pieces; i++) {
            if (whole || random.nextInt(3) == 0) {
                int length = Math.min(SECTOR, write.bytes().remaining() - i * SECTOR);
                result = applied(
                        result,
                        write.positionBytes() + (long) i * SECTOR,
                        write.bytes().slice(i * SECTOR, length),
                        GARBAGE);
            }
        }
        return result;
    }

    private static byte[] applied(byte[] content, RecordingFiles.Event event) {
        if (event instanceof RecordingFiles.Write write) {
            return applied(content, write.positionBytes(), write.bytes(), HOLE);
        }
        return event instanceof RecordingFiles.Truncate cut && cut.sizeBytes() < content.length
                ? Arrays.copyOf(content, (int) cut.sizeBytes())
                : content;
    }

    private static byte[] applied(byte[] content, long positionBytes, ByteBuffer piece, byte between) {
        int position = (int) positionBytes;
        int end = position + piece.remaining();
        byte[] result = content;
        if (end > content.length) {
            result = Arrays.copyOf(content, end);
            Arrays.fill(result, content.length, end, between);
        }
        piece.duplicate().get(result, position, piece.remaining());
        return result;
    }
}
