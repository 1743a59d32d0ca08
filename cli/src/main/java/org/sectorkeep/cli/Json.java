// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** How results are written for programs: one object, indented, null fields kept. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();

    private Json() {}

    static String text(Object object) {
        return GSON.toJson(object) + "\n";
    }
}
