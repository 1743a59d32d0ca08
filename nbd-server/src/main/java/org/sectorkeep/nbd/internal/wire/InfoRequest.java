// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The data of {@code NBD_OPT_INFO} and {@code NBD_OPT_GO}.
 *
 * @param name the export
 * @param wanted what the client would like to be told
 */
public record InfoRequest(String name, Set<Integer> wanted) {
    public InfoRequest {
        wanted = Set.copyOf(wanted);
    }

    public static InfoRequest read(ByteBuffer bytes) throws OptionFormatException {
        OptionData data = new OptionData(bytes);
        String name = data.string();
        Set<Integer> wanted = new HashSet<>();
        for (int left = data.unsignedShort(); left > 0; left--) {
            wanted.add(data.unsignedShort());
        }
        data.end();
        return new InfoRequest(name, wanted);
    }
}
