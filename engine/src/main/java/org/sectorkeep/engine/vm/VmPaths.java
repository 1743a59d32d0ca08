// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;

/** Names of files, and others, in printable ASCII: everything else, and {@code %}, as {@code %} and two digits a byte. */
final class VmPaths {
    private VmPaths() {}

    /** A disk's path: from the machine's folder on where it lies in there, absolute elsewhere. */
    static String of(Path vmx, Path disk) {
        Path folder = Objects.requireNonNull(vmx.getParent());
        return printable((disk.startsWith(folder) ? folder.relativize(disk) : disk).toString());
    }

    static String printable(String text) {
        StringBuilder result = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each <= '~' && each != '%') {
                result.append((char) each);
            } else {
                result.append('%').append(HexFormat.of().toHexDigits(each));
            }
        }
        return result.toString();
    }
}
