package io.groundswell.ingest.publish;

import org.jspecify.annotations.Nullable;

/// One record on its way to Kafka. Where it lies is known once the broker has acknowledged it, and is written by one
/// thread before the outcome of its shipment is; nobody looks earlier.
public final class Parcel {

  private static final int NOWHERE = -1;

  private final byte[] key;
  private final byte[] value;
  private int partition = NOWHERE;
  private long offset;
  private @Nullable String receipt;

  /// @param key organisation and subject, which decide the partition
  /// @param value the canonical event
  public Parcel(byte[] key, byte[] value) {
    this.key = key;
    this.value = value;
  }

  public byte[] key() {
    return key;
  }

  public byte[] value() {
    return value;
  }

  /// Bytes on their way.
  int length() {
    return key.length + value.length;
  }

  void arrived(int atPartition, long atOffset) {
    partition = atPartition;
    offset = atOffset;
  }

  /// Whether the broker said where it lies. Of a record that it had got before, from an earlier try, it may not.
  public boolean hasPlace() {
    return partition != NOWHERE;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  public void handReceipt(String text) {
    receipt = text;
  }

  /// What its sender can ask by; null where there is none.
  public @Nullable String receipt() {
    return receipt;
  }
}
