// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A file system that loses power before one of its steps. What was written and not forced is cut to half then; every
 * later step fails too.
 */
public final class CrashingFileSteps implements FileSteps {
    private final FileSteps system = new SystemFileSteps();
    private final Set<Path> unforced = new HashSet<>();
    private final int crashAt;
    private final boolean forGood;
    private int steps;

    private CrashingFileSteps(int crashAt, boolean forGood) {
        this.crashAt = crashAt;
        this.forGood = forGood;
    }

    /** Loses power before step {@code crashAt}, counted from 0. */
    public static CrashingFileSteps at(int crashAt) {
        return new CrashingFileSteps(crashAt, true);
    }

    /** Fails in step {@code failAt}, as a full disk does, and then works again. */
    public static CrashingFileSteps failingOnceAt(int failAt) {
        return new CrashingFileSteps(failAt, false);
    }

    /** What ends a call when power is lost. */
    public static final class PowerLoss extends IOException {
        private static final long serialVersionUID = 1L;

        PowerLoss(int step) {
            super("power lost before step " + step);
        }
    }

    /** Whether the crash has happened. */
    public boolean crashed() {
        return steps > crashAt;
    }

    private void step() throws IOException {
        if (steps == crashAt && forGood) {
            for (Path file : unforced) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() / 2);
                }
            }
        }
        int step = steps++;
        if (step == crashAt || (forGood && step > crashAt)) {
            throw new PowerLoss(crashAt);
        }
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        step();
        system.createFolder(folder);
    }

    @Override
    public void write(Path newFile, ByteBuffer content) throws IOException {
        step();
        system.write(newFile, content);
        unforced.add(newFile);
    }

    @Override
    public void force(Path file) throws IOException {
        step();
        system.force(file);
        unforced.remove(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        system.rename(from, to);
        if (unforced.remove(from)) {
            unforced.add(to);
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step();
        system.forceFolder(folder);
    }

    @Override
    public void delete(Path path) throws IOException {
        step();
        if (Files.exists(path)) {
            system.delete(path);
        }
        unforced.remove(path);
    }
}
