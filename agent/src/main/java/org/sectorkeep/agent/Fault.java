// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import org.jspecify.annotations.Nullable;

/**
 * What whoever asked is told of a failure.
 *
 * @param type what programs branch on: a {@linkplain LockReason#code() reason} for which a disk is locked, or one of those
 *     that {@code docs/agent.md} lists
 * @param message one line, lower case, that names the culprit
 * @param hintOrNull what to do; null if nobody knows
 * @param exitCode what a command that failed so ends with: 1 to 5, as the command line's contract has it
 */
public record Fault(String type, String message, @Nullable String hintOrNull, int exitCode) {}
