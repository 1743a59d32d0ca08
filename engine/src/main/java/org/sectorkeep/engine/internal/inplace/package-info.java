// SPDX-License-Identifier: Apache-2.0
/**
 * Rewriting the content of one disk in its place, window by window, so that a crash at any moment can be resumed from:
 * the journal, the MACs that tell old content from new, and the pipeline. {@code docs/on-disk-format.md} defines the
 * journal.
 */
package org.sectorkeep.engine.internal.inplace;
