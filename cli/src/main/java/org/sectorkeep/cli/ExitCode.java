// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

/** The exit codes that scripts rely on. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int KEY_UNAVAILABLE = 3;
    /** Input damaged, unsupported or refused. */
    static final int REFUSED = 4;
    /** Stopped, and can be resumed. */
    static final int UNFINISHED = 5;

    private ExitCode() {}
}
