// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;

/** The payload is the ciphertext of the window: the new content, or the old one when decrypting. */
final class CiphertextProtection implements Protection {
    @Override
    public int payloadBytes(int dataBytes) {
        return dataBytes;
    }

    @Override
    public void protect(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator) {
        ByteBuffer content = slice.of(window.content());
        ByteBuffer payload = slice.of(window.payload());
        if (conversion.makesCiphertext()) {
            conversion.apply(slice.offsetBytes(), content);
            payload.put(content);
        } else {
            payload.put(content.duplicate());
            conversion.apply(slice.offsetBytes(), content);
        }
    }

    @Override
    public void finish(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator) {
        ByteBuffer content = slice.of(window.content());
        content.duplicate().put(slice.of(window.payload()));
        if (!conversion.makesCiphertext()) {
            conversion.apply(slice.offsetBytes(), content);
        }
    }
}
