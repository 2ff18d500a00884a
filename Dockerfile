# The service in an image: `docker build -t echobus .`
#
# With the jar that was already built and tested: `mvn verify && docker build --build-arg JAR_STAGE=prebuilt -t echobus .`
#
# Podman 4.3 leaves out a stage that only a default value names: give it `--build-arg JAR_STAGE=build`.
#
# Runs with a read-only root, no capabilities and no new privileges, and needs no writable /tmp:
#   docker run --read-only --cap-drop all --security-opt no-new-privileges -p 9999:9999 echobus
# Settings come from the environment (-e ECHOBUS_SERVER_PORT=7000) or from files mounted over /echobus/conf.

ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre
ARG JAR_STAGE=build

FROM ${BUILD_IMAGE} AS build
WORKDIR /src/echobus
# Without the sources first: what Maven fetches stays in a layer that only a change of the POM throws away.
COPY pom.xml LICENSE ./
COPY .mvn/ .mvn/
RUN mvn -B -ntp -q -Dmaven.test.skip=true package && rm -rf target
COPY src/main/ src/main/
RUN mvn -B -ntp -q -Dmaven.test.skip=true package

FROM scratch AS prebuilt
COPY target/echobus.jar /src/echobus/target/
COPY target/native/META-INF/native/ /src/echobus/target/native/META-INF/native/

FROM ${JAR_STAGE} AS jar

FROM ${RUNTIME_IMAGE}
WORKDIR /echobus
# Netty would unpack these to java.io.tmpdir at each start, which a read-only root forbids and a noexec /tmp spoils.
# Both processors' libraries lie here; Netty asks for its own by name.
COPY --from=jar /src/echobus/target/native/META-INF/native/ /usr/lib/echobus/
COPY --from=jar /src/echobus/target/echobus.jar /echobus/echobus.jar
COPY conf/ /echobus/conf/

# A number, so that an orchestrator can see that it is not root; nothing in the image belongs to it.
USER 10001:10001
EXPOSE 9999
STOPSIGNAL SIGTERM

# The heap begins small, as echoing leaves no garbage, and may take 60 % of the container's memory: the rest is for
# direct buffers, threads and code. What the compilers took at the start is given back to the system. The collector is
# named, as a JVM that sees two cores would choose one that takes 35 MiB more at rest.
# More for all commands by the environment: -e JDK_JAVA_OPTIONS=-Xmn16m suits a node that answers much for the bus.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xms8m", "-XX:MaxRAMPercentage=60", "-XX:TrimNativeHeapInterval=5000", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow", "-Djava.library.path=/usr/lib/echobus", "-Dvertx.disableFileCPResolving=true", "-jar", "/echobus/echobus.jar"]
CMD ["serve"]

# A JVM that lives for a blink: small, one thread for the collector, no second compiler.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 \
    CMD ["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow", "-Djava.library.path=/usr/lib/echobus", "-Dvertx.disableFileCPResolving=true", "-jar", "/echobus/echobus.jar", "health"]
