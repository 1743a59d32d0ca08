// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** One row of an answer. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** A column that is never null. */
    public String text(String column) throws SQLException {
        String text = result.getString(column);
        if (text == null) {
            throw new SQLException("column '" + column + "' is null");
        }
        return text;
    }

    /** A column that may be null. */
    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    /** A number that is never null. */
    public long number(String column) throws SQLException {
        return result.getLong(column);
    }
}
