// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Command lines that run a class of the tests in a Java of its own. */
final class ForkedJava {
    private ForkedJava() {}

    static List<String> command(List<String> options, Class<?> main, String... arguments) {
        return command(classPath(), options, main, arguments);
    }

    static List<String> command(String classPath, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same classes, those of folders in archives: only of archives can a Java map classes that it has seen before. */
    static String archivedClassPath(Path folder) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.isDirectory(Path.of(entry))) {
                Path archive = folder.resolve("classes-" + entries.size() + ".jar");
                archive(Path.of(entry), archive);
                entries.add(archive.toString());
            } else if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void archive(Path classes, Path archive) throws IOException {
        try (Stream<Path> all = Files.walk(classes);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive))) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    /** This process's module and class path, and the test classes, which are patched into a module. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"),
                Path.of("target", "classes").toAbsolutePath().toString(),
                Path.of("target", "test-classes").toAbsolutePath().toString());
    }
}
