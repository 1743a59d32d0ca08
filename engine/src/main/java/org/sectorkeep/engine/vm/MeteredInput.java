// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how much was read. */
final class MeteredInput extends FilterInputStream {
    private final ByteMeter meter;

    MeteredInput(InputStream in, ByteMeter meter) {
        super(in);
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            meter.add(1);
        }
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            meter.add(count);
        }
        return count;
    }
}
