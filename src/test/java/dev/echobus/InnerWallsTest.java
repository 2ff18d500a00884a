package dev.echobus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Walls within a room, where a part of it is to be read, tested or taken without the rest. */
class InnerWallsTest {

    private static final String BASE = "dev.echobus";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    /** How much a connection may send is reckoned without knowing connections. */
    @Test
    void ratesKnowNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".server.rate..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".server")
                .check(CLASSES);
    }

    /** The audit of routes is for any program with a clustered Vertx, whatever its cluster manager. */
    @Test
    void theAuditOfRoutesKnowsNothingOfTheService() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".cluster.route..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(BASE + "..", "com.hazelcast..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                BASE + ".cluster.route..", BASE + ".common..")))
                .check(CLASSES);
    }
}
