// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of files that are not finished: {@code .NAME.sectorkeep-XXXXXXXX.tmp}, in the folder of the file meant. */
public final class TemporaryNames {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TemporaryNames() {}

    /** The unfinished files of that name that are there, whoever made them. */
    static List<Path> existingFor(Path target) throws IOException {
        Pattern pattern = Pattern.compile(
                "\\." + Pattern.quote(target.getFileName().toString()) + "\\.sectorkeep-[0-9a-f]{8}\\.tmp");
        try (Stream<Path> files = Files.list(Objects.requireNonNull(target.getParent()))) {
            return files.filter(file ->
                            pattern.matcher(file.getFileName().toString()).matches()
                                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    public static Path nextTo(Path target) {
        String tag = HexFormat.of().toHexDigits(RANDOM.nextInt());
        return target.resolveSibling("." + target.getFileName() + ".sectorkeep-" + tag + ".tmp");
    }
}
