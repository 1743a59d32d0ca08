// SPDX-License-Identifier: Apache-2.0
/** What is counted, and where it is read. */
package org.sectorkeep.agent.internal.metrics;
