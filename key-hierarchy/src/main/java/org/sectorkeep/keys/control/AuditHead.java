// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/**
 * The last line of an audit log, as the directory or an outside system keeps it.
 *
 * @param logId the log, 32 hexadecimal digits
 * @param sequence the line's number, from 1 on
 * @param macHex the line's MAC, 64 hexadecimal digits
 */
public record AuditHead(String logId, long sequence, String macHex) {}
