package io.groundswell.ingest.publish;

/// One record on its way to Kafka.
///
/// @param key organisation and subject, which decide the partition
/// @param value the canonical event
public record Parcel(byte[] key, byte[] value) {
}
