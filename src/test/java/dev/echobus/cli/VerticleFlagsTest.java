package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.loading.Assignment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which section a verticle of the command line gets. */
class VerticleFlagsTest {

    @ParameterizedTest
    @CsvSource({
        "example.Greeter,             greeter",
        "Greeter,                     greeter",
        "a.b.My_Verticle$Inner,       myverticleinner",
        "hello.groovy,                hello",
        "example/Greeter.java,        greeter",
        "kt:scripts/2nd-try.kts,      ndtry",
        "java:example.Greeter,        greeter",
        "service:org.example.greeter, orgexample",
        "'',                          verticle",
        "...,                         verticle",
        "a.AVerticleWithAVeryLongNameIndeedItIs, averticlewithaverylongnameindeed",
    })
    void aSectionIsNamedAfterTheClassOrFile(String verticle, String section) {
        assertThat(VerticleFlags.assignments(List.of(verticle), "--verticle"))
                .containsExactly(Assignment.flag("runtime.verticles." + section + ".name", verticle, "--verticle"));
    }

    @Test
    void twoOfANameHaveASectionEach() {
        assertThat(sections("a.Greeter", "b.Greeter", "greeter3=c.Greeter", "Greeter", "greeter.js"))
                .containsExactly("greeter", "greeter2", "greeter3", "greeter4", "greeter5");
    }

    @Test
    void aNameOfOnesOwnStandsBeforeIt() {
        assertThat(VerticleFlags.assignments(List.of("hi=example.Greeter", "No=example.Greeter"), "--verticle"))
                .containsExactly(
                        Assignment.flag("runtime.verticles.hi.name", "example.Greeter", "--verticle"),
                        Assignment.flag("runtime.verticles.greeter.name", "No=example.Greeter", "--verticle"));
    }

    private static Stream<String> sections(String... verticles) {
        return VerticleFlags.assignments(List.of(verticles), "--verticle").stream()
                .map(assignment -> assignment.text().split("\\.")[2]);
    }
}
