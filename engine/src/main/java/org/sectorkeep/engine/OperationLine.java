// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.engine.internal.inplace.OperationId;
import org.sectorkeep.engine.internal.inplace.OperationKind;

/**
 * What the descriptor says of the operation that is under way: {@code encrypt 0123456789abcdef0123456789abcdef}.
 *
 * @param kind what is done
 * @param id the id that the journal has too
 */
record OperationLine(OperationKind kind, OperationId id) {
    String text() {
        return kind.label() + " " + id.hex();
    }

    static OperationLine parse(Path disk, String text) throws DiskRefusedException {
        int space = text.indexOf(' ');
        Optional<OperationKind> kind = OperationKind.ofLabel(text.substring(0, Math.max(0, space)));
        try {
            return new OperationLine(
                    kind.orElseThrow(IllegalArgumentException::new), new OperationId(text.substring(space + 1)));
        } catch (IllegalArgumentException e) {
            throw new DiskRefusedException(
                    "'" + disk + "' has an operation that this version does not know: '" + text + "'");
        }
    }
}
