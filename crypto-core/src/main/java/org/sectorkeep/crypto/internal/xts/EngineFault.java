// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.io.Serial;

/** An engine did what it never does: a defect, that the exported types report as such. */
public final class EngineFault extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String description;

    public EngineFault(String description) {
        super(description);
        this.description = description;
    }

    public EngineFault(String description, Throwable cause) {
        super(description, cause);
        this.description = description;
    }

    public String description() {
        return description;
    }
}
