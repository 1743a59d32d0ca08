// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import org.sectorkeep.kmip.KmipException;

/** A message that is TTLV but not KMIP, or an answer to something else than what was asked. */
public final class KmipProtocolException extends KmipException {
    private static final long serialVersionUID = 1;

    /**
     * Says what is wrong.
     *
     * @param problem what was expected and what was found: lower case, no full stop, no secret
     */
    public KmipProtocolException(String problem) {
        super(problem);
    }
}
