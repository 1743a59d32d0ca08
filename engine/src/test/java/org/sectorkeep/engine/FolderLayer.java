// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Opens disks so that all that changes files of a folder is recorded, and one such call fails, if that is wanted.
 * Nothing is forced for real. Goes through the door that the VMDK module has for its own tests.
 */
final class FolderLayer implements DiskOpening {
    static final int NEVER = Integer.MAX_VALUE;
    private static final String FILES = "org.sectorkeep.vmdk.internal.file.";

    /** Something that was done. Files are told apart by number, since names change. */
    sealed interface Event {}

    record Write(int file, long positionBytes, ByteBuffer bytes) implements Event {}

    record Force(int file) implements Event {}

    record Named(Path path, int file) implements Event {}

    record Renamed(Path from, Path to, int file) implements Event {}

    record Removed(Path path) implements Event {}

    record ForceFolder() implements Event {}

    private final int failingCall;
    private final List<Event> events = new ArrayList<>();
    private final Map<Path, Integer> numbers = new HashMap<>();
    private int fileCount;
    private int calls;
    private int eventsAtFailure = -1;

    /** The call with this number, from 0, fails; of a write half is done then. */
    FolderLayer(int failingCall) {
        this.failingCall = failingCall;
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized boolean hasFailed() {
        return eventsAtFailure >= 0;
    }

    /** Whether anything was written after the failure. */
    synchronized boolean hasGoneOn() {
        return events.subList(Math.max(0, eventsAtFailure), events.size()).stream()
                .anyMatch(Write.class::isInstance);
    }

    /** The number of a file that is there from the start, or was made. */
    synchronized int number(Path path) {
        return numbers.computeIfAbsent(path, any -> fileCount++);
    }

    @Override
    public VirtualDisk open(Path path, ChangeTracking tracking) throws IOException {
        try {
            Class<?> type = Class.forName(FILES + "FileLayer");
            Method open = VirtualDisk.class.getDeclaredMethod(
                    "open", type, Path.class, VirtualDisk.Access.class, ChangeTracking.class);
            open.setAccessible(true);
            Object system =
                    Class.forName(FILES + "SystemFiles").getField("INSTANCE").get(null);
            Object layer = proxy(type, (ignored, method, arguments) -> inLayer(system, method, arguments));
            return (VirtualDisk)
                    Objects.requireNonNull(call(null, open, layer, path, VirtualDisk.Access.READ_WRITE, tracking));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable Object inLayer(Object system, Method method, Object[] arguments) throws Throwable {
        Path path = (Path) arguments[0];
        switch (method.getName()) {
            case "open" -> {
                return file(Objects.requireNonNull(call(system, method, arguments)), number(path));
            }
            case "create" -> {
                happen(() -> {
                    numbers.remove(path);
                    return new Named(path, number(path));
                });
                return file(Objects.requireNonNull(call(system, method, arguments)), number(path));
            }
            case "replace" -> {
                Path target = (Path) arguments[1];
                happen(() -> {
                    int file = number(path);
                    numbers.remove(path);
                    numbers.put(target, file);
                    return new Renamed(path, target, file);
                });
            }
            case "delete" -> happen(() -> new Removed(path));
            default -> {
                happen(ForceFolder::new);
                return null;
            }
        }
        return call(system, method, arguments);
    }

    private Object file(Object real, int number) throws ClassNotFoundException {
        return proxy(Class.forName(FILES + "RandomFile"), (ignored, method, arguments) -> {
            if (method.getName().equals("force")) {
                happen(() -> new Force(number));
                return null;
            }
            if (method.getName().equals("write")) {
                ByteBuffer source = (ByteBuffer) arguments[1];
                byte[] bytes = new byte[source.remaining()];
                source.duplicate().get(bytes);
                try {
                    happen(() -> new Write(number, (Long) arguments[0], ByteBuffer.wrap(bytes)));
                } catch (IOException e) {
                    call(real, method, arguments[0], ByteBuffer.wrap(bytes, 0, bytes.length / 2));
                    throw e;
                }
            }
            return call(real, method, arguments);
        });
    }

    private interface Happening {
        Event event();
    }

    /** Records it, unless it is the call that fails. */
    private synchronized void happen(Happening happening) throws IOException {
        if (calls++ == failingCall) {
            eventsAtFailure = events.size();
            throw new IOException("No space left on device");
        }
        events.add(happening.event());
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static @Nullable Object call(@Nullable Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
