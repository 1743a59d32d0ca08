// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fast an operation may be. */
final class RateOption {
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,11})([KMG]?)");
    private static final String UNITS = "KMG";

    @Option(
            names = "--max-rate",
            paramLabel = "N",
            converter = Converter.class,
            description = "at most so many bytes of content a second; N may end in K, M or G (powers of 1024)")
    private @Nullable Long bytesPerSecond;

    boolean isGiven() {
        return bytesPerSecond != null;
    }

    /** Without the option there is no limit. */
    long bytesPerSecond() {
        return bytesPerSecond == null ? Long.MAX_VALUE : bytesPerSecond;
    }

    /** Reads {@code 500}, {@code 20M} and the like. */
    static final class Converter implements picocli.CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher matcher = RATE.matcher(text.toUpperCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new picocli.CommandLine.TypeConversionException(
                        "expected a number, perhaps with K, M or G behind it, found '" + text + "'");
            }
            String unit = matcher.group(2);
            return Long.parseLong(matcher.group(1)) << (10 * (unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1));
        }
    }
}
