package dev.echobus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Where alone the program knows certain libraries. */
class LibraryWallsTest {

    private static final String BASE = "dev.echobus";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void onlyOnePlaceUsesTheInsideOfALibrary() {
        insideIsUsedOnlyIn(BASE + ".wire..", "io.vertx.core.internal..", "io.vertx.core..impl..");
        insideIsUsedOnlyIn(BASE + ".cluster.port", "com.hazelcast.internal..", "com.hazelcast..impl..");
    }

    private static void insideIsUsedOnlyIn(String packages, String... inside) {
        noClasses()
                .that()
                .resideOutsideOfPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inside)
                .because("an upgrade of the library may change it, and then one small place follows")
                .check(CLASSES);
    }

    @Test
    void vertxWebStaysAtTheAdminPort() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".admin.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.ext.web..", "io.vertx.ext.healthchecks..")
                .because("a node without an admin port loads none of it")
                .check(CLASSES);
    }

    @Test
    void openTelemetryStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".trace..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .because("a node that traces nothing loads none of it")
                .check(CLASSES);
    }
}
