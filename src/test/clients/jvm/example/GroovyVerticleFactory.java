package example;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.spi.VerticleFactory;
import java.io.FileNotFoundException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Makes verticles of scripts on the class path whose names end in .groovy. Each finds vertx and config, and may end in a Future. */
public class GroovyVerticleFactory implements VerticleFactory {

    @Override
    public String prefix() {
        return "groovy";
    }

    @Override
    public void createVerticle2(String name, ClassLoader classes, Promise<Callable<? extends Deployable>> promise) {
        promise.complete(() -> new Script(VerticleFactory.removePrefix(name), classes));
    }

    private static class Script extends VerticleBase {

        private final String name;
        private final ClassLoader classes;

        Script(String name, ClassLoader classes) {
            this.name = name;
            this.classes = classes;
        }

        @Override
        public Future<?> start() throws Exception {
            URL script = classes.getResource(name);
            if (script == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            var binding = new Binding(new HashMap<>(Map.of("vertx", vertx, "config", config())));
            Object result = new GroovyShell(classes, binding).evaluate(script.toURI());
            return result instanceof Future<?> future ? future : Future.succeededFuture();
        }
    }
}
