package dev.echobus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.echobus.process.Launch;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    @Test
    void whoStartsTheProgramToMeasureItIsAlone() {
        noClasses()
                .that()
                .areNotAnnotatedWith(Measures.class)
                .should()
                .callMethod(Launch.class, "forMeasuring")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages("dev.echobus"));
    }
}
