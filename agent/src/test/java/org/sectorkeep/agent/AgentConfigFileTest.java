// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration of an agent: strict, written whole, never over what somebody else wrote. */
class AgentConfigFileTest {
    private static final String FULL = """
            {
              "version": 1,
              "control": "/run/x/agent.sock",
              "listen": [
                {"unix": "/run/x/nbd.sock"},
                {"tcp": "[::1]:10809", "tls": {"certificate": "/c", "key": "/k", "clientAuthority": "/a"}}
              ],
              "metrics": {"tcp": "127.0.0.1:9464"},
              "retry": {"firstMillis": 20, "mostMillis": 40},
              "lockDeadlineMillis": 5000,
              "disks": [
                {"path": "/vm/a.vmdk"},
                {"path": "/vm/b.vmdk", "export": "bee", "description": "the bee", "readOnly": true,
                 "diskId": "00112233445566778899aabbccddeeff"}
              ]
            }
            """;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("agent.json");
    }

    private AgentConfigFile read(String text) throws IOException {
        Files.writeString(file(), text);
        return AgentConfigFile.read(file(), folder);
    }

    @Test
    void everythingThatStandsThereIsRead() throws IOException {
        AgentConfig config = read(FULL).config();
        assertThat(config.control()).isEqualTo(Path.of("/run/x/agent.sock"));
        assertThat(config.listen())
                .containsExactly(
                        new ListenAddress.Unix(Path.of("/run/x/nbd.sock")),
                        new ListenAddress.Tcp(
                                "::1",
                                10809,
                                Optional.of(new ListenAddress.TlsFiles(Path.of("/c"), Path.of("/k"), Path.of("/a")))));
        assertThat(config.retry()).isEqualTo(new AgentConfig.Retry(Duration.ofMillis(20), Duration.ofMillis(40)));
        assertThat(config.disks().get(0)).isEqualTo(AgentDisk.of(Path.of("/vm/a.vmdk")));
        assertThat(config.disks().get(1).export()).isEqualTo("bee");
        assertThat(config.disks().get(1).access()).isEqualTo(AgentDisk.Access.READ_ONLY);
    }

    @Test
    void whatIsWrittenIsReadAgainAndItsOwnersAlone() throws IOException {
        AgentConfigFile file = read(FULL);
        AgentConfig changed = file.change(config -> config.with(AgentDisk.of(Path.of("/vm/c.vmdk"))));
        assertThat(AgentConfigFile.read(file(), Path.of("/elsewhere")).config()).isEqualTo(changed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void withoutAFileNothingIsServedAndNothingWritten() throws IOException {
        AgentConfig config = AgentConfigFile.read(file(), folder).config();
        assertThat(config).isEqualTo(AgentConfig.in(folder));
        assertThat(config.disks()).isEqualTo(List.of());
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatSomebodyElseWroteMeanwhileIsNotOverwritten() throws IOException {
        AgentConfigFile file = read(FULL);
        Files.writeString(file(), FULL.replace("the bee", "another bee"));
        assertThatThrownBy(() -> file.change(config -> config.without("a")))
                .isInstanceOf(AgentConfigException.class)
                .hasMessageContaining("was changed");
        assertThat(file()).content().contains("another bee");
    }

    @Test
    void aFileThatOthersMayWriteIsRefused() throws IOException {
        Files.writeString(file(), FULL);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> AgentConfigFile.read(file(), folder))
                .isInstanceOf(AgentConfigException.class)
                .hasMessageContaining("may be written by others");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                             | 'version' is not 1
            {"version":2}                                                  | 'version' is not 1
            {"version":1,"disk":[]}                                        | unknown key 'disk'
            {"version":1,"disks":[{"path":"/a"},{"path":"/b","x":1}]}      | unknown key 'disks[1].x'
            {"version":1,"disks":{}}                                       | 'disks' is not an array of objects
            {"version":1,"disks":[{}]}                                     | 'disks[0].path' is missing
            {"version":1,"disks":[{"path":"a"}]}                           | is not absolute
            {"version":1,"disks":[{"path":"/a"},{"path":"/a","export":"b"}]} | is there twice
            {"version":1,"disks":[{"path":"/a"},{"path":"/x/a"}]}          | the export 'a' is there twice
            {"version":1,"disks":[{"path":"/a","readOnly":"yes"}]}         | 'disks[0].readOnly' is not true or false
            {"version":1,"disks":[{"path":"/a","diskId":"12"}]}            | disk id
            {"version":1,"listen":[{}]}                                    | either 'unix' or 'tcp'
            {"version":1,"listen":[{"tcp":"nowhere"}]}                     | is not HOST:PORT
            {"version":1,"listen":[{"tcp":"host:99999"}]}                  | 99999
            {"version":1,"listen":[{"unix":"/s","tls":{}}]}                | is for 'tcp' only
            {"version":1,"metrics":{"tcp":"0.0.0.0:9464"}}                 | 127.0.0.1 or ::1 only
            {"version":1,"retry":{"firstMillis":50,"mostMillis":20}}       | retries from 50 to 20
            {"version":1,"retry":{"firstMillis":1}}                        | 'retry.firstMillis' is not a whole number
            {"version":1,"lockDeadlineMillis":0}                           | 'lockDeadlineMillis' is not a whole number
            {"version":1,"control":"agent.sock"}                           | is not absolute
            {"version":1 "disks":[]}                                       | is not one JSON object
            [1]                                                            | expected one JSON object
            """)
    void whatIsNotKnownOrMakesNoSenseIsRefusedByName(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(AgentConfigException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining(problem);
    }
}
