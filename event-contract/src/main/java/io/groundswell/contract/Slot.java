package io.groundswell.contract;

import java.util.zip.CRC32C;

/// One of 1,024 fixed shares of all subjects. State is kept by slot, and a slot lives on exactly one partition,
/// so partitions can be added without a subject's state being torn apart.
public final class Slot {

  public static final int COUNT = 1024;

  private Slot() {
  }

  /// The slot of a Kafka record key: CRC-32C (RFC 3720) of its bytes, lowest ten bits; 0 to 1,023.
  public static int of(byte[] recordKey) {
    var crc = new CRC32C();
    crc.update(recordKey, 0, recordKey.length);
    return (int) (crc.getValue() & (COUNT - 1));
  }

  /// The partition that carries a slot on a topic of so many partitions.
  public static int partition(int slot, int partitions) {
    return slot % partitions;
  }
}
