// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.RandomFile;

/** Passes everything on to the operating system and keeps a record of what changes files. */
final class RecordingFiles extends UnforcedFiles {
    /** Something that happened. Files are told apart by number, since names change. */
    sealed interface Event {}

    record Write(int file, long positionBytes, ByteBuffer bytes) implements Event {}

    record Truncate(int file, long sizeBytes) implements Event {}

    record Force(int file) implements Event {}

    record Named(Path path, int file) implements Event {}

    record Renamed(Path from, Path to, int file) implements Event {}

    record Removed(Path path) implements Event {}

    record ForceFolder() implements Event {}

    /** Put in by the test. */
    record Note(Object what) implements Event {}

    private final List<Event> events = new ArrayList<>();
    private final Map<Path, Integer> fileByName = new HashMap<>();
    private int fileCount;

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized void note(Object what) {
        events.add(new Note(what));
    }

    private synchronized void add(Event event) {
        events.add(event);
    }

    /** The number of a file that is there from the start, or was made. */
    synchronized int number(Path path) {
        return fileByName.computeIfAbsent(path, any -> fileCount++);
    }

    @Override
    public RandomFile open(Path path, LockMode mode) throws IOException {
        return new Recorded(super.open(path, mode), number(path));
    }

    @Override
    public RandomFile create(Path path) throws IOException {
        RandomFile file = super.create(path);
        synchronized (this) {
            fileByName.remove(path);
            add(new Named(path, number(path)));
            return new Recorded(file, number(path));
        }
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        super.replace(source, target);
        synchronized (this) {
            int file = number(source);
            fileByName.remove(source);
            fileByName.put(target, file);
            add(new Renamed(source, target, file));
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        super.delete(path);
        add(new Removed(path));
    }

    @Override
    public void forceFolder(Path folder) {
        add(new ForceFolder());
    }

    private final class Recorded extends UnforcedFile {
        private final int number;

        private Recorded(RandomFile file, int number) {
            super(file);
            this.number = number;
        }

        @Override
        public void write(long positionBytes, ByteBuffer source) throws IOException {
            ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source.duplicate());
            add(new Write(number, positionBytes, copy.flip()));
            super.write(positionBytes, source);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            add(new Truncate(number, sizeBytes));
            super.truncate(sizeBytes);
        }

        @Override
        public void force() {
            add(new Force(number));
        }
    }
}
