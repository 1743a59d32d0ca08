// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;

/** An extent that the descriptor says is RDONLY (no writes) or NOACCESS (no reads either). */
public final class RestrictedExtent implements Extent {
    /** What may be done with it. */
    public enum Access {
        RDONLY,
        NOACCESS
    }

    private final Extent extent;
    private final Access access;

    /** What exceptions are made with. */
    private final Refusal refusal;

    /** Names the extent. */
    public interface Refusal {
        UnsupportedDiskException because(String reason);
    }

    public RestrictedExtent(Extent extent, Access access, Refusal refusal) {
        this.extent = extent;
        this.access = access;
        this.refusal = refusal;
    }

    @Override
    public long lengthBytes() {
        return extent.lengthBytes();
    }

    @Override
    public ExtentInfo.Kind kind() {
        return extent.kind();
    }

    @Override
    public int grainBytes() {
        return extent.grainBytes();
    }

    @Override
    public long fileOffsetSectors() {
        return extent.fileOffsetSectors();
    }

    /** What is known to be zeroes gives nothing away. */
    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        if (access == Access.NOACCESS && extent.kind() != ExtentInfo.Kind.ZERO) {
            throw refusal.because("is NOACCESS: what is in it may not be read");
        }
        extent.read(offsetBytes, target);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        throw refusal.because("is " + access + " and not written");
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) throws IOException {
        throw refusal.because("is " + access + " and not written");
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        return extent.range(offsetBytes, maxLengthBytes);
    }

    @Override
    public void flush() {}

    @Override
    public List<StructureFinding> damage() {
        return extent.damage();
    }

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        extent.check(findings);
    }
}
