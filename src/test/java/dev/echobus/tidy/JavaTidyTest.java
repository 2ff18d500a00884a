package dev.echobus.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaTidyTest {

    private static final String PATH = "dev/echobus/Sample.java";

    @Test
    void tidyFileHasNoFindings() {
        assertThat(findings("record Sample(int a, int b) { int sum() { return a + b; } }"))
                .isEmpty();
    }

    @Test
    void fileMayHaveThreeHundredLinesAndNoMore() {
        var start = "class Sample {\n";
        assertThat(findings(start + "\n".repeat(298) + "}\n")).isEmpty();
        assertThat(findings(start + "\n".repeat(299) + "}\n"))
                .containsExactly(PATH + ":301: expected at most 300 lines");
    }

    @Test
    void methodMayHaveFiftyLinesAndNoMore() {
        assertThat(findings("class Sample {\n" + "void f() {\n" + "\n".repeat(48) + "} }"))
                .isEmpty();
        assertThat(findings("class Sample {\n" + "void f() {\n" + "\n".repeat(49) + "} }"))
                .containsExactly(PATH + ":2: f() has 51 lines, expected at most 50");
    }

    @Test
    void methodInAnInnerOrAnonymousClassCountsToo() {
        var body = "@Override public void run() {\n" + "\n".repeat(49) + "}";
        assertThat(findings("class Sample { static class Inner {\n" + body + " } }"))
                .hasSize(1);
        assertThat(findings("class Sample { Runnable r = new Runnable() {\n" + body + " }; }"))
                .hasSize(1);
    }

    @Test
    void methodMayHaveFourParametersAndNoMore() {
        assertThat(findings("class Sample { void f(int a, int b, int c, int d) {} }"))
                .isEmpty();
        assertThat(findings("class Sample { void f(int a, int b, int c, int d, int e) {} }"))
                .containsExactly(PATH + ":1: f() has 5 parameters, expected at most 4");
    }

    @Test
    void constructorMayHaveFourParametersAndNoMore() {
        assertThat(findings("class Sample { Sample(int a, int b, int c, int d) {} }"))
                .isEmpty();
        assertThat(findings("class Sample { Sample(int a, int b, int c, int d, int e) {} }"))
                .containsExactly(PATH + ":1: constructor has 5 parameters, expected at most 4");
    }

    @Test
    void recordMayHaveAnyNumberOfComponents() {
        assertThat(findings("record Sample(int a, int b, int c, int d, int e) { Sample { a = 1; } }"))
                .isEmpty();
        assertThat(findings("record Sample(int a, int b, int c, int d, int e) { static int N;"
                        + " Sample(int a, int b, int c, int d, int e) {} }"))
                .isEmpty();
        assertThat(findings("record Sample(int a) { Sample(int a, int b, int c, int d, int e) { this(a); } }"))
                .hasSize(1);
    }

    @Test
    void overridingMethodHasTheParametersItWasGiven() {
        assertThat(findings("class Sample { @Override void f(int a, int b, int c, int d, int e) {} }"))
                .isEmpty();
    }

    @Test
    void leftoverMarkersAreFound() {
        for (var marker : List.of("TO" + "DO", "FIX" + "ME", "X".repeat(3), "@auth" + "or")) {
            assertThat(findings("/** a */\n// " + marker + " later\nclass Sample {}"))
                    .containsExactly(PATH + ":2: leftover " + marker);
        }
        assertThat(findings("class Sample { int " + "X".repeat(4) + "; }")).isEmpty();
    }

    @Test
    void testIsDisabledForAReasonOnly() {
        assertThat(findings("class Sample { @Disabled(\"needs root\") void f() {} }"))
                .isEmpty();
        assertThat(findings("class Sample { @Disabled void f() {} }"))
                .containsExactly(PATH + ":1: @Disabled without a reason");
        assertThat(findings("@org.junit.jupiter.api.Disabled class Sample {}")).hasSize(1);
    }

    @Test
    void nothingSleeps() {
        for (var call : List.of("Thread.sleep(1)", "TimeUnit.SECONDS.sleep(1)", "sleep(1)")) {
            assertThat(findings("class Sample { void f() { " + call + "; } }"))
                    .containsExactly(PATH + ":1: sleeps; await a condition with a deadline");
        }
        assertThat(findings("class Sample { String s = \"Thread.sleep(1)\"; // Thread.sleep(1)\n }"))
                .isEmpty();
    }

    @Test
    void importsNameTheirClass() {
        assertThat(findings("import java.util.List;\nclass Sample {}")).isEmpty();
        assertThat(findings("import java.util.*;\nclass Sample {}")).containsExactly(PATH + ":1: wildcard import");
    }

    @Test
    void packageWithoutInfoIsFound() {
        var told = List.of(Path.of("a/A.java"), Path.of("a/package-info.java"));
        assertThat(JavaTidy.packagesWithoutInfo(told)).isEmpty();
        assertThat(JavaTidy.packagesWithoutInfo(List.of(Path.of("a/b/B.java"), Path.of("a/package-info.java"))))
                .containsExactly(Path.of("a/b"));
    }

    private static List<String> findings(String text) {
        return JavaTidy.findings(PATH, text);
    }
}
