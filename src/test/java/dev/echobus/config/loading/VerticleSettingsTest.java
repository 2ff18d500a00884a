package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.VerticleSection;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verticles of the user's: sections with names within a section, and in them JSON of any form. */
class VerticleSettingsTest extends LoaderTest {

    @Test
    void everySourceReachesAVerticle() {
        sources.config("a.json", """
                {"runtime": {"classPath": "lib/*", "verticles": {
                    "one": {"name": "example.One", "config": {"list": [1, 2.5, null, {"deep": true}], "long": 9999999999}}}}}
                """);
        sources.variable("ECHOBUS_RUNTIME_VERTICLES_ONE_INSTANCES", "3")
                .variable("ECHOBUS_RUNTIME_VERTICLES_TWO_CONFIG", "{\"greeting\": \"Hi\\n\"}")
                .variable("ECHOBUS_RUNTIME_VERTICLE_START_TIMEOUT_MS", "50");
        sources.set("runtime.verticles.two.name=hello.groovy").flag("runtime.classPath", "a.jar:b", "--class-path");

        var runtime = sources.loaded().runtime();
        assertThat(runtime.verticles())
                .containsEntry(
                        "one",
                        new VerticleSection(
                                "example.One",
                                3,
                                new JsonObject("{\"list\":[1,2.5,null,{\"deep\":true}],\"long\":9999999999}")))
                .containsEntry("two", new VerticleSection("hello.groovy", 1, new JsonObject().put("greeting", "Hi\n")))
                .hasSize(2);
        assertThat(runtime.verticleInstances()).isEqualTo(4);
        assertThat(runtime.verticleStartTimeoutMs()).isEqualTo(50);
        assertThat(runtime.classPath()).isEqualTo("a.jar:b");
        assertThat(sources.loadedWithTable().table())
                .contains(
                        new EffectiveSetting(
                                "runtime.verticles.one.instances", "3", "ECHOBUS_RUNTIME_VERTICLES_ONE_INSTANCES"),
                        new EffectiveSetting("runtime.verticles.one.name", "example.One", "a.json"),
                        new EffectiveSetting(
                                "runtime.verticles.two.config",
                                "{\"greeting\":\"Hi\\n\"}",
                                "ECHOBUS_RUNTIME_VERTICLES_TWO_CONFIG"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "runtime.verticles.a.instances=1  | runtime.verticles.a.name: expected text of 1 to 255 characters, found nothing",
                "runtime.verticles.a.name=        | runtime.verticles.a.name: expected text of 1 to 255 characters, found \"\" (--set)",
                "runtime.verticles.a.instances=0  | runtime.verticles.a.instances: expected 1..1024, found \"0\" (--set)",
                "runtime.verticles.a.config=[1]   | runtime.verticles.a.config: expected a JSON object, found \"[1]\" (--set)",
                "runtime.verticles.a.config={\"a\": | runtime.verticles.a.config: expected a JSON object, found \"{\\\"a\\\":\" (--set)",
                "runtime.verticles.a.main=b       | runtime.verticles.a.main: unknown setting, did you mean runtime.verticles.a.name? (--set)",
            })
    void whatDoesNotFitIsNamed(String assignment, String problem) {
        assertThat(LoaderFixture.problemsOf(sources.set(assignment).load())).contains(problem);
    }

    @Test
    void inAFileTheConfigIsAnObject() {
        sources.config("a.json", "{\"runtime\": {\"verticles\": {\"a\": {\"name\": \"x\", \"config\": \"{}\"}}}}");
        assertThat(LoaderFixture.problemsOf(sources.load()))
                .containsExactly(
                        "runtime.verticles.a.config: expected a JSON object without quotes, found \"{}\" (a.json)");
    }
}
