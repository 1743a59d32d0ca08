// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Key ids, key providers, key encryption keys held in memory, and the envelopes that carry wrapped data keys. */
@NullMarked
module org.sectorkeep.keys {
    requires static org.jspecify;
    requires transitive org.sectorkeep.crypto;
    requires org.sectorkeep.kmip;
    requires flyway.core;
    requires java.sql;
    requires java.naming;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports org.sectorkeep.keys;
    exports org.sectorkeep.keys.audit;
    exports org.sectorkeep.keys.control;
}
