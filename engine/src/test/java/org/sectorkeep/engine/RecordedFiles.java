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
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Opens a disk so that every write and every force of its extent file is recorded. Goes through the door that the VMDK
 * module has for its own tests, which is not exported: the test JVM opens it.
 */
final class RecordedFiles {
    private static final String FILES = "org.sectorkeep.vmdk.internal.file.";

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    /**
     * Something that was done to the file.
     *
     * @param content what was written; nothing for a force
     */
    record Event(long positionBytes, ByteBuffer content) {
        boolean isForce() {
            return !content.hasRemaining();
        }
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    VirtualDisk open(Path disk) throws IOException {
        try {
            Class<?> layerType = Class.forName(FILES + "FileLayer");
            Object system =
                    Class.forName(FILES + "SystemFiles").getField("INSTANCE").get(null);
            Method open = VirtualDisk.class.getDeclaredMethod("open", layerType, Path.class, VirtualDisk.Access.class);
            open.setAccessible(true);
            Object layer = proxy(layerType, (ignored, method, arguments) -> {
                Object result = call(system, method, arguments);
                return method.getName().equals("open") ? recording(Objects.requireNonNull(result)) : result;
            });
            return (VirtualDisk) Objects.requireNonNull(call(null, open, layer, disk, VirtualDisk.Access.READ_WRITE));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private Object recording(Object file) throws ClassNotFoundException {
        return proxy(Class.forName(FILES + "RandomFile"), (ignored, method, arguments) -> {
            if (method.getName().equals("write")) {
                ByteBuffer source = ((ByteBuffer) arguments[1]).duplicate();
                byte[] content = new byte[source.remaining()];
                source.get(content);
                events.add(new Event((Long) arguments[0], ByteBuffer.wrap(content)));
            }
            Object result = call(file, method, arguments);
            if (method.getName().equals("force")) {
                events.add(new Event(0, ByteBuffer.allocate(0)));
            }
            return result;
        });
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
