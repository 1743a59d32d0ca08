// SPDX-License-Identifier: Apache-2.0
/** The control protocol: a JSON object a line. */
package org.sectorkeep.agent.internal.control;
