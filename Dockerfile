# The program without the demo: `make image`. Any builder will do; what the stages download isn't in the image.

FROM eclipse-temurin:25-jdk AS build
# mvnw checks the sum of Maven's zip; without unzip it would fetch another file.
RUN apt-get update -q && apt-get install -q -y --no-install-recommends unzip
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp -q package -DskipTests -Dexec.skip -pl etl-demo -am
# The codecs' native code beside the jars: /tmp, where it would be unpacked at each start, may be mounted noexec.
RUN mkdir target/etl/native && cd target/etl/native \
    && machine=$(uname -m) && case $machine in x86_64) zstd=amd64 ;; *) zstd=$machine ;; esac \
    && jar --extract --file "$(echo ../lib/zstd-jni-*.jar)" "linux/$zstd" \
    && jar --extract --file "$(echo ../lib/snappy-java-*.jar)" "org/xerial/snappy/native/Linux/$machine" \
    && mv "linux/$zstd"/* "org/xerial/snappy/native/Linux/$machine"/* . && rm -r linux org
RUN mv target/etl/lib/demo target/demo
# The AOT cache knows the jars by their times too.
ARG SOURCE_DATE_EPOCH=0
RUN find target/etl -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM eclipse-temurin:25-jre AS runtime
# A name and a home for the user: libraries and servers look them up.
RUN echo 'etl:x:10001:10001::/tmp:/usr/sbin/nologin' >> /etc/passwd && echo 'etl:x:10001:' >> /etc/group
ENV HOME=/tmp

# The AOT cache holds for one build of Java, so the one that will run makes it.
FROM runtime AS trained
COPY --from=build --chown=0:0 /src/target/etl /opt/etl
COPY --from=build /src/target/demo /opt/demo
RUN chmod a+rwx /opt/etl
USER 10001:10001
RUN java -cp '/opt/etl/lib/*:/opt/demo/*' etl.demo.Training /opt/etl && test -s /opt/etl/etl.aot

FROM runtime
COPY --from=build --chown=0:0 /src/target/etl /opt/etl
COPY --from=trained --chown=0:0 /opt/etl/etl.aot /opt/etl/etl.aot
RUN ln -s /opt/etl/etl /usr/local/bin/etl
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["/opt/etl/etl"]
CMD ["--help"]
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="etl" \
      org.opencontainers.image.description="Postgres tables, and typed transforms of them, to Parquet on S3, published at once" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/eclipse-temurin:25-jre" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
