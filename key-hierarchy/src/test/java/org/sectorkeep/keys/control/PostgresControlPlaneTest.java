// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** The directory in a PostgreSQL server, which is started for this class. */
@Tag("peer")
class PostgresControlPlaneTest extends ControlPlaneContract {
    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Peers.require(PostgresServer.isInstalled(), "PostgreSQL is not installed");
        server = PostgresServer.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    DirectoryLocation emptyDirectory() throws Exception {
        return new DirectoryLocation.Postgres(server.newDatabase(), purpose -> PostgresServer.PASSWORD.toCharArray());
    }

    @Test
    void aWrongPasswordIsToldAsSuch() throws Exception {
        String url = server.newDatabase();
        assertThatThrownBy(
                        () -> ControlPlane.open(new DirectoryLocation.Postgres(url, purpose -> "wrong".toCharArray())))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.NO_PERMISSION));
    }

    @Test
    void aServerThatDoesNotAnswerIsUnreachable() {
        assertThatThrownBy(() -> ControlPlane.open(
                        new DirectoryLocation.Postgres("jdbc:postgresql://127.0.0.1:1/none?user=x", null)))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.UNREACHABLE))
                .isInstanceOf(IOException.class);
    }
}
