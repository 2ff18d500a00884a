# The service in an image: `docker build -t echobus .`, for amd64 and arm64.
#
# With the jar that was already built and tested: `mvn verify && docker build --build-arg JAR_STAGE=prebuilt -t echobus .`
#
# Podman 4.3 leaves out a stage that only a default value names: give it `--build-arg JAR_STAGE=build`.
#
# The image has the service, a Java runtime of the modules in use and the C library: no shell, and nothing else. It runs
# with a read-only root, no capabilities and no new privileges, as any user, and needs no writable /tmp:
#   docker run --read-only --cap-drop all --security-opt no-new-privileges -p 9999:9999 echobus
# Settings come from the environment (-e ECHOBUS_SERVER_PORT=7000) or from files mounted over /echobus/conf.

# JDK 25 and Maven, on a system whose C library is in the image too.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
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

FROM ${BUILD_IMAGE} AS assembled
RUN if ! command -v gcc; then \
        apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*; fi
WORKDIR /src/echobus
COPY src/main/c/ src/main/c/
RUN mkdir /src/bin && for program in echobus echobus-check; do \
        gcc -std=gnu17 -Os -Wall -Wextra -Werror -s -o "/src/bin/$program" "src/main/c/$program.c" || exit 1; done
COPY src/main/launcher/ src/main/launcher/
COPY conf/ conf/
COPY --from=jar /src/echobus/target/echobus.jar target/
COPY --from=jar /src/echobus/target/native/ target/native/
# In the folder where it will lie: the caches of the start are trained by runs of what the image has, and know its files
# by their times, which copies keep.
RUN java src/main/launcher/Assemble.java /echobus && mv -f /src/bin/* /echobus/bin/
# What the programs load of the system, to where they look for it.
COPY LICENSE /echobus/
RUN mkdir -p /root-of-image/etc && mkdir -m 1777 /root-of-image/tmp && echo 'hosts: files dns' >/root-of-image/etc/nsswitch.conf && find /echobus -type f \( -name '*.so' -o -name java \) -exec ldd {} + \
        | grep -oE '[[:space:]]/(usr/)?lib[^ ]*' | sort -u | xargs cp -L --parents -t /root-of-image \
    && if [ -d /usr/share/doc/libc6 ]; then cp -L --parents /usr/share/doc/libc6/copyright /root-of-image; fi

FROM scratch
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Echobus" \
    org.opencontainers.image.description="An evented TCP echo service, its client, and an event-bus gateway, on Vert.x 5." \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.documentation="docs/OPERATIONS.md" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
WORKDIR /echobus
COPY --from=assembled /root-of-image/ /
COPY --from=assembled /echobus/ /echobus/

# A number, so that an orchestrator can see that it is not root; nothing in the image belongs to it, and any other will do.
USER 10001:10001
# The service, and the admin port of a node that has one (ECHOBUS_ADMIN_ENABLED).
EXPOSE 9999 8080
STOPSIGNAL SIGTERM

# It becomes the JVM, whose flags the runtime has built in (src/main/launcher/java.args), so that signals reach the service.
# Other flags for all commands by the environment: -e JDK_JAVA_OPTIONS='-Xms32m -Xmn16m' suits a node that answers much for
# the bus.
ENTRYPOINT ["/echobus/bin/echobus"]
CMD ["serve"]

# No JVM: it asks where the node itself says that it listens. Full and draining nodes live.
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["/echobus/bin/echobus-check", "--live"]
