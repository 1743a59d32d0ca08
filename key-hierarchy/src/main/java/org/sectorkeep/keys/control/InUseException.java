// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.util.List;

/** A key or provider is needed by something; nothing was removed. */
public final class InUseException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 3;

    /** What needs it. */
    private final transient List<KnownEnvelope> references;

    InUseException(String what, List<KnownEnvelope> references) {
        super(what + " is needed by " + references.size() + (references.size() == 1 ? " object: " : " objects: ")
                + names(references));
        this.references = List.copyOf(references);
    }

    private static String names(List<KnownEnvelope> references) {
        List<String> first = references.stream()
                .limit(NAMED)
                .map(reference -> "'" + reference.location().path() + "'")
                .toList();
        return String.join(", ", first) + (references.size() > NAMED ? " and others" : "");
    }

    /**
     * What needs it.
     *
     * @return all of it, as far as it was seen
     */
    public List<KnownEnvelope> references() {
        return references;
    }
}
