# One image for each service: docker build --build-arg SERVICE=producer-service .
# Needs nothing but an engine with BuildKit. With --build-arg JARS=prebuilt it takes the jars that a build on this machine
# has left in */target, and needs no network.
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG JRE_IMAGE=eclipse-temurin:25-jre
ARG JARS=built

FROM ${MAVEN_IMAGE} AS built
WORKDIR /src
COPY . .
# All services at once: the images of all of them share this step.
RUN --mount=type=cache,target=/libraries \
    mvn -B -ntp -q -Dmaven.repo.local=/libraries -DskipTests package && mkdir /jars && cp ./*-service/target/*-service.jar ./device-simulator/target/device-simulator.jar /jars/

FROM scratch AS prebuilt
COPY *-service/target/*-service.jar device-simulator/target/device-simulator.jar /jars/

FROM ${JARS} AS jars

# What changes seldom is a layer of its own: a new version of a service is a few hundred KB to pull.
FROM ${JRE_IMAGE} AS layers
ARG SERVICE
WORKDIR /extract
COPY --from=jars /jars/${SERVICE}.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination /layers

FROM ${JRE_IMAGE} AS app
WORKDIR /app
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/spring-boot-loader/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./

# The JVM starts the service once, up to where it would begin to listen, and keeps what it learned of its classes (JEP 483,
# 514). The same directory, JVM and collector as later, or it could not use it.
FROM app AS training
RUN java -XX:AOTCacheOutput=app.aot -XX:+UseSerialGC -Xmx512m -Dspring.context.exit=onRefresh \
    "-Dspring.datasource.url=jdbc:h2:mem:training;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH" \
    -jar app.jar > /tmp/training.log 2>&1 || { cat /tmp/training.log; exit 1; }

FROM app
COPY --from=training /app/app.aot ./
ARG SERVICE
ARG REVISION=unknown
LABEL org.opencontainers.image.title="${SERVICE}" \
      org.opencontainers.image.description="A service of Staffetta, the starter kit for event-driven microservices" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${REVISION}"
# Each file in there is a setting, named by the file, as in /run/secrets/spring.rabbitmq.password.
ENV SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/ \
    PORT=8080 \
    MANAGEMENT_PORT=9080
EXPOSE 8080 9080
# Runs with a read-only file system if /tmp can be written to.
USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=app.aot", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "app.jar"]
