// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatePinTest {
    private static final String DIGITS = "0123456789abcdef".repeat(4);

    @Test
    void readsWhatItPrintsAndWhatOthersPrint() {
        CertificatePin pin = CertificatePin.parse("sha256:" + DIGITS);
        assertThat(pin).hasToString("sha256:" + DIGITS);
        assertThat(CertificatePin.parse(
                        "SHA256:" + DIGITS.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:")))
                .isEqualTo(pin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha1:00", "sha256:zz", "0123"})
    void refusesOtherText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CertificatePin.parse(text));
    }

    @Test
    void refusesDigitsWithoutAlgorithm() {
        assertThatIllegalArgumentException().isThrownBy(() -> CertificatePin.parse(DIGITS));
    }
}
