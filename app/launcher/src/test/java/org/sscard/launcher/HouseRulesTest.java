package org.sscard.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** The walls of the house (docs/architecture.md §2), checked where all modules can be seen at once. */
@AnalyzeClasses(
        packages = "org.sscard",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.DoNotIncludeTestJars.class})
class HouseRulesTest {

    /** What a module's tests lend to others is tests too. */
    static final class DoNotIncludeTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] STUBS = {"org.sscard.wire.*.v1.."};

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("org.sscard.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfAModuleHaveNoCycles =
            slices().matching("org.sscard.(*).(*)..").should().beFreeOfCycles();

    /** The slices above know no classes of a module's root package. */
    @ArchTest
    static final ArchRule virtualCardsAreMadeAboveTheirParts = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.sscard.virtualcard.command",
                    "org.sscard.virtualcard.crypto",
                    "org.sscard.virtualcard.image",
                    "org.sscard.virtualcard.memory",
                    "org.sscard.virtualcard.os",
                    "org.sscard.virtualcard.psam")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.sscard.virtualcard");

    @ArchTest
    static final ArchRule pcscLivesInTheTerminalsPcscRoom = noClasses()
            .that()
            .resideOutsideOfPackage("org.sscard.terminal.pcsc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.smartcardio..");

    @ArchTest
    static final ArchRule nativeLibrariesAreCalledFromTwoRooms = noClasses()
            .that()
            .resideOutsideOfPackages("org.sscard.terminal.pcsc..", "org.sscard.keys.pkcs11..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule bouncyCastleLivesInItsThreeRooms = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.sscard.keys.crypto..", "org.sscard.virtualcard.crypto..", "org.sscard.servicekit.security..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule keysAreSeenOnlyByTheIssuer = noClasses()
            .that()
            .resideOutsideOfPackages("org.sscard.keys..", "org.sscard.issuer..", "org.sscard.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sscard.keys..");

    /** Whoever reads clear key bytes needs this token, so this is the list of those who can: nobody else. */
    @ArchTest
    static final ArchRule clearKeyBytesAreReadInKeysOnly = noClasses()
            .that()
            .resideOutsideOfPackage("org.sscard.keys..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.sscard.keys.model.MaterialAccess");

    @ArchTest
    static final ArchRule virtualCardIsSeenOnlyByTheLauncher = noClasses()
            .that()
            .resideOutsideOfPackages("org.sscard.virtualcard..", "org.sscard.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sscard.virtualcard..");

    /** A use case may open a transaction (Jdbi, Handle) and hand it to its stores; statements and rows stay in them. */
    @ArchTest
    static final ArchRule sqlLivesInStores = noClasses()
            .that()
            .resideOutsideOfPackages("..store..", "org.sscard.servicekit.database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "org.jdbi.v3.core.statement..",
                    "org.jdbi.v3.core.mapper..",
                    "org.jdbi.v3.core.result..",
                    "org.postgresql..",
                    "com.zaxxer..",
                    "org.flywaydb..");

    /** Composition roots name a service's methods in their role tables; messages stay at the edge. */
    @ArchTest
    static final ArchRule generatedMessagesStopAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages("..rpc..", "org.sscard.wire..", "org.sscard.launcher..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(STUBS).and(not(simpleNameEndingWith("Grpc"))));

    @ArchTest
    static final ArchRule timeIsPassedIn = noClasses()
            .that()
            .resideOutsideOfPackage("org.sscard.launcher..")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule onlyCommandLinesPrint = noClasses()
            .that()
            .resideOutsideOfPackages("..cli..", "org.sscard.launcher..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule moneyHasNoFloatingPointFields = noFields()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage("org.sscard.insurance..", "org.sscard.sdk.."))
            .should()
            .haveRawType(double.class)
            .orShould()
            .haveRawType(float.class);

    @ArchTest
    static final ArchRule moneyHasNoFloatingPointResults = noMethods()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage("org.sscard.insurance..", "org.sscard.sdk.."))
            .should()
            .haveRawReturnType(double.class)
            .orShould()
            .haveRawReturnType(float.class);
}
