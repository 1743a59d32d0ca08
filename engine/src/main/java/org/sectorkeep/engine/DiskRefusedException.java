// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/** The disk is readable, but what was asked cannot be done with it. Nothing was changed. */
public class DiskRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskRefusedException(String message) {
        super(message);
    }
}
