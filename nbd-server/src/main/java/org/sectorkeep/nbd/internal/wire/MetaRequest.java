// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of {@code NBD_OPT_LIST_META_CONTEXT} and {@code NBD_OPT_SET_META_CONTEXT}.
 *
 * @param name the export
 * @param queries which contexts
 */
public record MetaRequest(String name, List<String> queries) {
    /** The one context that there is. */
    public static final String ALLOCATION = "base:allocation";

    private static final String NAMESPACE = "base:";

    public MetaRequest {
        queries = List.copyOf(queries);
    }

    public static MetaRequest read(ByteBuffer bytes) throws OptionFormatException {
        OptionData data = new OptionData(bytes);
        String name = data.string();
        List<String> queries = new ArrayList<>();
        for (int left = data.count(Integer.BYTES); left > 0; left--) {
            queries.add(data.string());
        }
        data.end();
        return new MetaRequest(name, queries);
    }

    /** Whether a list of contexts has ours: without a query all are listed, and a namespace stands for all in it. */
    public boolean lists() {
        return queries.isEmpty() || queries.contains(NAMESPACE) || selects();
    }

    /** Whether our context is selected, which takes its full name. */
    public boolean selects() {
        return queries.contains(ALLOCATION);
    }
}
