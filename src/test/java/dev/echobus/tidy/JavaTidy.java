package dev.echobus.tidy;

import static java.util.stream.Collectors.toSet;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Checks one Java file against the style guide, on javac's own syntax tree: nothing is compiled, nothing resolved. */
public final class JavaTidy {

    private static final int FILE_LINES_MAX = 300;
    private static final int METHOD_LINES_MAX = 50;
    private static final int PARAMETERS_MAX = 4;

    /** In pieces, so that this file does not find itself. */
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b|@auth" + "or\\b");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** For each source javac would look into all jars of the class path for plugins of its own. */
    private static final List<String> WITHOUT_PLUGINS = List.of("-proc:none", "--processor-path", "none");

    private JavaTidy() {}

    /** Returns what is wrong with the file's text, as {@code path:line: finding}. */
    public static List<String> findings(String path, String text) {
        var findings = new ArrayList<String>();
        var lines = text.lines().toList();
        if (lines.size() > FILE_LINES_MAX) {
            findings.add("%s:%d: expected at most %d lines".formatted(path, lines.size(), FILE_LINES_MAX));
        }
        for (int i = 0; i < lines.size(); i++) {
            var leftover = LEFTOVER.matcher(lines.get(i));
            if (leftover.find()) {
                findings.add("%s:%d: leftover %s".formatted(path, i + 1, leftover.group()));
            }
        }
        findings.addAll(treeFindings(path, text));
        return findings;
    }

    /** Returns the folders among those of the sources that hold no {@code package-info.java}. */
    public static Set<Path> packagesWithoutInfo(Collection<Path> sources) {
        return sources.stream()
                .map(Path::getParent)
                .filter(it -> !sources.contains(it.resolve("package-info.java")))
                .collect(toSet());
    }

    private static List<String> treeFindings(String path, String text) {
        var task =
                (JavacTask) COMPILER.getTask(null, null, null, WITHOUT_PLUGINS, null, List.of(new Source(path, text)));
        try {
            var scanner = new Scanner(path, Trees.instance(task).getSourcePositions());
            scanner.scan(task.parse(), null);
            return scanner.findings;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {

        private final List<String> findings = new ArrayList<>();
        private final String path;
        private final SourcePositions positions;

        Scanner(String path, SourcePositions positions) {
            this.path = path;
            this.positions = positions;
        }

        @Override
        public Void visitImport(ImportTree node, Void unused) {
            if (node.getQualifiedIdentifier().toString().endsWith(".*")) {
                report(node, "wildcard import");
            }
            return super.visitImport(node, null);
        }

        @Override
        public Void visitMethod(MethodTree node, Void unused) {
            var name = node.getName().contentEquals("<init>") ? "constructor" : node.getName() + "()";
            long lines = lastLine(node) - firstLine(node) + 1;
            if (lines > METHOD_LINES_MAX) {
                report(node, "%s has %d lines, expected at most %d".formatted(name, lines, METHOD_LINES_MAX));
            }
            int parameters = node.getParameters().size();
            if (parameters > PARAMETERS_MAX && !isGiven(node)) {
                report(node, "%s has %d parameters, expected at most %d".formatted(name, parameters, PARAMETERS_MAX));
            }
            return super.visitMethod(node, null);
        }

        /** A signature that someone else chose: a method that overrides, or a record's canonical constructor. */
        private boolean isGiven(MethodTree node) {
            var overrides = node.getModifiers().getAnnotations().stream().anyMatch(it -> isNamed(it, "Override"));
            return overrides || isCanonicalConstructor(node);
        }

        private boolean isCanonicalConstructor(MethodTree node) {
            var owner = getCurrentPath().getParentPath().getLeaf();
            return node.getReturnType() == null
                    && owner.getKind() == Tree.Kind.RECORD
                    && node.getParameters().size() == componentCount((ClassTree) owner);
        }

        private static long componentCount(ClassTree record) {
            return record.getMembers().stream()
                    .filter(it -> it instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
        }

        @Override
        public Void visitAnnotation(AnnotationTree node, Void unused) {
            if (isNamed(node, "Disabled") && node.getArguments().isEmpty()) {
                report(node, "@Disabled without a reason");
            }
            return super.visitAnnotation(node, null);
        }

        private static boolean isNamed(AnnotationTree node, String name) {
            var type = node.getAnnotationType().toString();
            return type.equals(name) || type.endsWith("." + name);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree node, Void unused) {
            if (methodName(node.getMethodSelect()).equals("sleep")) {
                report(node, "sleeps; await a condition with a deadline");
            }
            return super.visitMethodInvocation(node, null);
        }

        private static String methodName(Tree method) {
            if (method instanceof MemberSelectTree select) {
                return select.getIdentifier().toString();
            }
            return method instanceof IdentifierTree name ? name.getName().toString() : "";
        }

        private void report(Tree node, String finding) {
            findings.add("%s:%d: %s".formatted(path, firstLine(node), finding));
        }

        private long firstLine(Tree node) {
            return unit().getLineMap().getLineNumber(positions.getStartPosition(unit(), node));
        }

        private long lastLine(Tree node) {
            return unit().getLineMap().getLineNumber(positions.getEndPosition(unit(), node));
        }

        private CompilationUnitTree unit() {
            return getCurrentPath().getCompilationUnit();
        }
    }
}
