// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file of a KMIP provider is damaged, was changed, or is of a version that is not known here. */
public final class ProviderFileException extends IOException {
    private static final long serialVersionUID = 1L;

    ProviderFileException(String problem) {
        super(problem);
    }

    ProviderFileException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
