// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.ProgressListener;

/**
 * An operation on a machine ended before its end, because its {@link ProgressListener} or an interrupt told it to or because
 * reading, writing or a key failed. Nothing is lost: the same call goes on with it.
 */
public final class VmStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    VmStoppedException(Path vmx, @Nullable IOException cause) {
        super("the operation on '" + vmx + "' was stopped" + (cause == null ? "" : ": " + cause.getMessage()), cause);
    }
}
