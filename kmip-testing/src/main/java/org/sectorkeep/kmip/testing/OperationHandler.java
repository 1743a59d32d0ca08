// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Carries one operation out. */
@FunctionalInterface
interface OperationHandler {
    /** The content of the payload that answers this one. */
    List<Ttlv> handle(Ttlv.Structure payload, BatchContext context) throws Refusal;
}
