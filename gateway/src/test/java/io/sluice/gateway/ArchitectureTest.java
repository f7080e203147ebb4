/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The promises of ARCHITECTURE.md that can be checked. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice");

    private static final String ROOT = "io.sluice.gateway";

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.sluice.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void thePolicyDoesNothingButDecide() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.policy..")
                .and()
                // Reads the lists that are a part of the policy itself.
                .doNotHaveFullyQualifiedName("io.sluice.policy.config.Shipped")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.netty..",
                        "org.slf4j..",
                        "io.sluice.gateway..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "java.util.logging.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.InstantSource")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File.*|.*Stream|.*Reader|.*Writer)")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLineAndTheFlowLogWriteToStandardOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.sluice.policy..",
                        ROOT,
                        ROOT + ".admin",
                        ROOT + ".collector",
                        ROOT + ".config",
                        ROOT + ".event",
                        ROOT + ".flow.ipfix",
                        ROOT + ".frame",
                        ROOT + ".key",
                        ROOT + ".limit",
                        ROOT + ".net",
                        ROOT + ".ocsp",
                        ROOT + ".session")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ALL);
    }

    @Test
    void importsGoOneWay() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".frame",
                        ROOT + ".limit",
                        ROOT + ".flow..",
                        ROOT + ".log..",
                        ROOT + ".collector",
                        ROOT + ".net",
                        ROOT + ".key",
                        ROOT + ".ocsp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".session", ROOT + ".admin", ROOT + ".config", ROOT + ".cli")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".session")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".admin", ROOT + ".config", ROOT + ".cli")
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".cli", "io.sluice.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli")
                .check(ALL);
    }

    @Test
    void theAdminEndpointKnowsNeitherPacketsNorTheConfiguration() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".admin")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".frame", ROOT + ".config")
                .check(ALL);
    }

    @Test
    void onlyWhatReadsPacketsKnowsNothingOfSessionsOrChannels() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".frame")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".frame", "java..", "io.netty.buffer", "org.jspecify..")
                .check(ALL);
    }

    @Test
    void noStaticHoldsState() {
        fields().that().areStatic().should().beFinal().check(ALL);
    }

    @Test
    void nobodySleepsAndOnlyTheStartEndsTheProgram() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
        noClasses()
                .that()
                .doNotHaveSimpleName("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(ALL);
    }
}
