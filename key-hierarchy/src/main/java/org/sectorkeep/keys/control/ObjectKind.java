// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/** What an envelope belongs to. */
public enum ObjectKind {
    /** The home of a virtual machine: its envelope is in its VMX. */
    VM,
    /** A disk of any kind. */
    DISK,
    /** A device of an encrypted datastore. */
    DATASTORE,
    /** A backup of one of the others, of which the directory is told on purpose; it keeps its old key. */
    BACKUP
}
