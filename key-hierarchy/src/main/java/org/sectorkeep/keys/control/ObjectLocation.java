// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/**
 * Where something encrypted is.
 *
 * @param host the name of the host that sees it there
 * @param path its absolute path on that host
 */
public record ObjectLocation(String host, String path) {}
