// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** Whether a cluster asks one of its servers. */
public enum CircuitState {
    /** It is asked. */
    CLOSED,
    /** It failed too often, and is left alone for a while. */
    OPEN,
    /** One call tries whether it is back. */
    HALF_OPEN
}
