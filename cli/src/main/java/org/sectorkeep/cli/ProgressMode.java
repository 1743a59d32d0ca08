// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

/** How progress is shown. */
enum ProgressMode {
    /** A line that is overwritten, where standard error is a terminal. */
    auto,
    /** One JSON object a line, for programs. */
    json,
    none
}
