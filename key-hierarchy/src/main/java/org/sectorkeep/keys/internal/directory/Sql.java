// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements within one transaction. Values only ever go in as parameters. */
public final class Sql {
    private final Connection connection;

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** All rows of an answer. */
    public <T> List<T> list(Mapper<T> mapper, String query, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(query, parameters);
                ResultSet result = statement.executeQuery()) {
            Row row = new Row(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        }
    }

    /** The first row of an answer. */
    public <T> Optional<T> first(Mapper<T> mapper, String query, @Nullable Object... parameters) throws SQLException {
        return list(mapper, query, parameters).stream().findFirst();
    }

    /** Changes rows, and says how many. */
    public int update(String change, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(change, parameters)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String text, @Nullable Object[] parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            if (parameter == null) {
                statement.setNull(i + 1, Types.VARCHAR);
            } else if (parameter instanceof Number number) {
                statement.setLong(i + 1, number.longValue());
            } else {
                statement.setString(i + 1, parameter.toString());
            }
        }
        return statement;
    }
}
