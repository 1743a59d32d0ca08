// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyId;

/** The directory in a file. */
class SqliteControlPlaneTest extends ControlPlaneContract {
    @TempDir
    private Path folder;

    @Override
    DirectoryLocation emptyDirectory() {
        return new DirectoryLocation.Embedded(folder.resolve("home"));
    }

    @Test
    void itsFilesAreForTheirOwnerAlone() throws IOException {
        Path home = folder.resolve("home");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("directory.db"))))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> ControlPlane.open(new DirectoryLocation.Embedded(home)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("open to others");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndStaysAsItIs() throws IOException {
        Path home = Files.createDirectory(folder.resolve("other"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(home.resolve("directory.db"), "something else ".repeat(100));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> ControlPlane.open(new DirectoryLocation.Embedded(home)))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.DAMAGED));
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aDirectoryOfVersionOneIsBroughtUpToDateAndItsRowsStillTellTheirGenerations() throws Exception {
        Path home = folder.resolve("home");
        DiskId disk = DiskId.random();
        KeyId key = new KeyId("site-a", "key-1");
        try (ControlPlane first = ControlPlane.open(new DirectoryLocation.Embedded(home))) {
            first.objects().observe(TestEnvelopes.disk("/vm/a.vmdk", disk, key, 2));
            first.objects().observe(TestEnvelopes.disk("/vm/a.vmdk", disk, key, 1));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("directory.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE protected_object DROP COLUMN generation");
            statement.execute("DELETE FROM flyway_schema_history WHERE version = '2'");
        }
        try (ControlPlane again = ControlPlane.open(new DirectoryLocation.Embedded(home))) {
            assertThat(again.objects().rolledBack()).hasSize(1);
            again.objects().observe(TestEnvelopes.disk("/vm/b.vmdk", DiskId.random(), key, 1));
            assertThat(again.objects().rolledBack()).hasSize(1);
        }
    }

    @Test
    void aDirectoryOfALaterVersionIsRefused() throws SQLException {
        Path home = folder.resolve("home");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("directory.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '2'");
        }
        assertThatThrownBy(() -> ControlPlane.open(new DirectoryLocation.Embedded(home)))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.NEWER_SCHEMA))
                .hasMessageContaining("version 99");
    }

    @Test
    void aFolderWhoseNameTheDriverWouldMisreadIsRefusedAndNothingIsMade() {
        Path home = folder.resolve("what?mode=memory");
        assertThatThrownBy(() -> ControlPlane.open(new DirectoryLocation.Embedded(home)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("question mark");
        assertThat(home).doesNotExist();
    }

    @Test
    void aPasswordInTheAddressOfAServerIsRefused() {
        assertThatThrownBy(() -> new DirectoryLocation.Postgres("jdbc:postgresql://db/x?user=a&Password=b", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("=b");
    }
}
