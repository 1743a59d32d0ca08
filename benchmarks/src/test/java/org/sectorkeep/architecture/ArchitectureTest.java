// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table of who may import whom, and what the module system cannot say. */
class ArchitectureTest {
    private static final String BASE = "org.sectorkeep.";

    /** Room to the rooms that it may import, exported packages only. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "crypto", Set.of(),
            "vmdk", Set.of(),
            "kmip", Set.of(),
            "keys", Set.of("crypto", "kmip"),
            "engine", Set.of("keys", "vmdk", "crypto"),
            "nbd", Set.of(),
            "agent", Set.of("engine", "nbd", "keys", "crypto", "vmdk"),
            "cli", Set.of("engine", "nbd", "agent", "keys", "crypto", "vmdk"),
            "benchmarks", Set.of("crypto", "vmdk", "kmip", "keys", "engine", "nbd", "agent", "cli"));

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.sectorkeep");

    @Test
    void everyRoomIsSeen() {
        Set<String> rooms = ALL.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
        rooms.remove("testing");
        assertThat(rooms).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> roomsImportOnlyWhatTheTableAllows() {
        return MAY_IMPORT.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String[] forbidden = MAY_IMPORT.keySet().stream()
                            .filter(other -> !other.equals(entry.getKey())
                                    && !entry.getValue().contains(other))
                            .map(other -> BASE + other + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(BASE + entry.getKey() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .check(ALL);
                }));
    }

    @TestFactory
    Stream<DynamicTest> internalsStayInTheirRoom() {
        return MAY_IMPORT.keySet().stream()
                .map(room -> DynamicTest.dynamicTest(
                        room,
                        () -> check(noClasses()
                                .that()
                                .resideOutsideOfPackage(BASE + room + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(BASE + room + ".internal.."))));
    }

    @Test
    void theCommandLineSeesDisksOnlyThroughTheEngineAndCryptographyOnlyInReports() {
        Set<String> crypto = used("cli", "crypto");
        Set<String> vmdk = used("cli", "vmdk");
        assertThat(crypto)
                .isSubsetOf(
                        "XtsEngine",
                        "XtsEngine$Choice",
                        "SectorCipher",
                        "XtsKey",
                        "XtsCipher",
                        "DataUnit",
                        "SecretBytes",
                        "ClientKeyKind",
                        "SecretMemory",
                        "SecretMemory$Status",
                        "ProcessHardening",
                        "AuthenticationException",
                        "NativeEngineUnavailableException",
                        "SecretMemoryException");
        assertThat(vmdk)
                .isSubsetOf(
                        "VirtualDisk",
                        "VirtualDisk$Access",
                        "ChangeTracking",
                        "ChangeTrackedDiskException",
                        "CreateType",
                        "VmdkFormatException",
                        "UnsupportedDiskException",
                        "DiskInUseException",
                        "StaleChildException");
    }

    @Test
    void jnrIsImportedInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "crypto.internal.shim..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.jffi.."));
    }

    @Test
    void bouncyCastleIsImportedInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "crypto.internal.bc..", BASE + "benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle.."));
    }

    @Test
    void tinkIsImportedInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "crypto.internal.tink..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.crypto.tink.."));
    }

    /** But for reading encrypted private keys of TLS, and for the server of tests, which wraps as a KMS does. */
    @Test
    void jsonIsReadAndWrittenInFourPlaces() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        BASE + "cli..",
                        BASE + "agent..",
                        BASE + "engine.datastore..",
                        BASE + "engine.internal.luks..",
                        BASE + "benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.gson.."));
    }

    @Test
    void ciphersAreMadeOnlyInTheCryptoRoom() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        BASE + "crypto..", BASE + "benchmarks..", BASE + "kmip.internal.tls..", BASE + "kmip.testing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.crypto.."));
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "cli..", BASE + "benchmarks..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void randomNumbersComeFromTheSystem() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .because("their numbers can be predicted"));
    }

    /**
     * In a room the internals use the vocabulary of the exported package (values, exceptions), and its doors (the
     * other exported classes) use the internals: three layers, and no way back. What uses nothing of ours (the
     * root of a room's exceptions) lies below all three.
     */
    @Test
    void packagesHaveNoCycles() {
        check(slices().assignedFrom(new Layers()).should().beFreeOfCycles());
    }

    private static final class Layers implements SliceAssignment {
        private final Set<JavaClass> vocabulary = new HashSet<>();

        Layers() {
            ALL.stream()
                    .filter(type -> type.getPackageName().contains(".internal"))
                    .forEach(this::addWhatItUses);
        }

        /** What internals use of exported packages, and what that uses in turn. */
        private void addWhatItUses(JavaClass type) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> outermost(dependency.getTargetClass().getBaseComponentType()))
                    .filter(used -> room(used).equals(room(type))
                            && !used.getPackageName().contains(".internal"))
                    .filter(vocabulary::add)
                    .flatMap(Layers::withNested)
                    .forEach(this::addWhatItUses);
        }

        private static Stream<JavaClass> withNested(JavaClass type) {
            return ALL.stream().filter(other -> outermost(other).equals(type));
        }

        private static JavaClass outermost(JavaClass type) {
            JavaClass outer = type;
            while (outer.getEnclosingClass().isPresent()) {
                outer = outer.getEnclosingClass().get();
            }
            return outer;
        }

        private static boolean standsAlone(JavaClass outer) {
            return Stream.concat(Stream.of(outer), withNested(outer))
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .map(dependency -> outermost(dependency.getTargetClass().getBaseComponentType()))
                    .allMatch(used -> used.equals(outer) || room(used).isEmpty());
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (standsAlone(outermost(type))) {
                return SliceIdentifier.of(type.getPackageName(), "ground");
            }
            return SliceIdentifier.of(type.getPackageName(), vocabulary.contains(outermost(type)) ? "vocabulary" : "");
        }

        @Override
        public String getDescription() {
            return "packages, the vocabulary of a room apart";
        }
    }

    private static Set<String> used(String from, String to) {
        return ALL.stream()
                .filter(type -> room(type).equals(from))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(type -> type.getPackageName().startsWith(BASE + to))
                .map(type -> type.getName().substring((BASE + to).length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(BASE)) {
            return "";
        }
        String rest = name.substring(BASE.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static void check(ArchRule rule) {
        rule.check(ALL);
    }
}
