// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmipServerTest {
    @ParameterizedTest
    @CsvSource({
        "kms.example:9998, kms.example, 9998",
        "kms, kms, 5696",
        "10.0.0.1:1, 10.0.0.1, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1], fe80::1, 5696",
        "fe80::1, fe80::1, 5696"
    })
    void readsAddresses(String text, String host, int port) {
        assertThat(KmipServer.parse(text)).isEqualTo(new KmipServer(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":5696",
                "kms:",
                "kms:0",
                "kms:65536",
                "kms:-1",
                "kms:http",
                "[::1",
                "[::1]x",
                "[]:1",
                "a b:1",
                "https://kms",
                "user@kms:1",
                "kms\n:1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> KmipServer.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms.example:5696", "[2001:db8::1]:5696", "10.0.0.1:1"})
    void printsWhatItReads(String text) {
        assertThat(KmipServer.parse(text)).hasToString(text);
    }

    @Test
    void tellsAddressesFromNames() {
        assertThat(new KmipServer("10.0.0.1", 1).isAddress()).isTrue();
        assertThat(new KmipServer("::1", 1).isAddress()).isTrue();
        assertThat(new KmipServer("10.0.0.example", 1).isAddress()).isFalse();
    }
}
