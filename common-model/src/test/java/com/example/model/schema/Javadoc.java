package com.example.model.schema;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the source of a record says of it and of its components: class files do not have it. */
final class Javadoc {

    private static final Path SOURCES = Path.of("src/main/java");

    /** By the simple name of the record; of its components, by {@code Record.component}. */
    private final Map<String, String> texts = new HashMap<>();

    private Javadoc() {}

    static Javadoc of(Class<?> record) {
        Javadoc javadoc = new Javadoc();
        Path source = SOURCES.resolve(record.getName().replace('.', '/') + ".java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            for (CompilationUnitTree unit : task.parse()) {
                javadoc.new Reader(DocTrees.instance(task)).scan(unit, null);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return javadoc;
    }

    /** The main description of a record. */
    @Nullable
    String of(String record) {
        return texts.get(record);
    }

    /** What is said of a record's component. */
    @Nullable
    String of(String record, String component) {
        return texts.get(record + "." + component);
    }

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees trees;

        Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                String name = type.getSimpleName().toString();
                texts.put(name, text(comment.getFullBody()));
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree param && !param.isTypeParameter()) {
                        texts.put(name + "." + param.getName(), text(param.getDescription()));
                    }
                }
            }
            return super.visitClass(type, nothing);
        }
    }

    private static String text(List<? extends DocTree> parts) {
        StringBuilder text = new StringBuilder();
        for (DocTree part : parts) {
            if (part instanceof LiteralTree literal) {
                text.append(literal.getBody().getBody());
            } else if (part instanceof LinkTree link) {
                text.append(link.getReference().getSignature());
            } else {
                text.append(part);
            }
        }
        return text.toString().replaceAll("\\s+", " ").strip();
    }
}
