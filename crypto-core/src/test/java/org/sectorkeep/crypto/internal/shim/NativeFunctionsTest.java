// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With six integer parameters, JNR-FFI hands garbage to the sixth: no native function may have more than five. */
class NativeFunctionsTest {
    private static final int MOST_PARAMETERS = 5;
    private static final Path HEADER = Path.of("../native/aesni-shim/src/sectorkeep_shim.h");
    private static final Pattern EXPORT =
            Pattern.compile("SK_EXPORT\\s+(\\w+)\\s+(\\w+)\\(([^)]*)\\);", Pattern.MULTILINE);

    @Test
    void noJavaInterfaceHasAFunctionWithMore() {
        assertThat(Stream.of(Libc.class, Shim.class).flatMap(type -> Arrays.stream(type.getMethods())))
                .hasSizeGreaterThan(10)
                .allSatisfy(method -> assertThat(method.getParameterCount()).isLessThanOrEqualTo(MOST_PARAMETERS));
    }

    @Test
    void theHeaderDeclaresWhatTheInterfaceSays() throws IOException {
        Map<String, String> declared = new TreeMap<>();
        String header = Files.readString(HEADER);
        for (Matcher export = EXPORT.matcher(header); export.find(); ) {
            String[] parameters = export.group(3).equals("void")
                    ? new String[0]
                    : export.group(3).split(",", -1);
            assertThat(parameters.length).as(export.group(2)).isLessThanOrEqualTo(MOST_PARAMETERS);
            String types = Arrays.stream(parameters)
                    .map(parameter -> javaType(parameter.trim().split(" ", -1)[0]))
                    .collect(Collectors.joining(","));
            declared.put(export.group(2), javaType(export.group(1)) + "(" + types + ")");
        }
        assertThat(declared).hasSize((int) Pattern.compile("^SK_EXPORT ", Pattern.MULTILINE)
                .matcher(header)
                .results()
                .count());
        assertThat(declared).isEqualTo(ofInterface());
        assertThat(header).contains("#define SK_ABI_VERSION " + Shim.ABI_VERSION + "u");
    }

    private static Map<String, String> ofInterface() {
        Map<String, String> functions = new TreeMap<>();
        for (Method method : Shim.class.getMethods()) {
            String types = Arrays.stream(method.getParameterTypes())
                    .map(Class::getName)
                    .collect(Collectors.joining(","));
            functions.put(method.getName(), method.getReturnType().getName() + "(" + types + ")");
        }
        return functions;
    }

    private static String javaType(String type) {
        return switch (type) {
            case "int64_t" -> "long";
            case "int32_t", "uint32_t" -> "int";
            case "void" -> "void";
            default -> throw new AssertionError("type " + type + " in " + HEADER);
        };
    }
}
