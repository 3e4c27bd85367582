#!/bin/sh
# As the official image begins: KAFKA_… of the environment become the broker's properties, and its storage is formatted.
set -eu
export CLUSTER_ID="${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}"
java="java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp /opt/kafka/libs/*"
$java kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
exec $java kafka.Kafka /opt/kafka/config/server.properties
