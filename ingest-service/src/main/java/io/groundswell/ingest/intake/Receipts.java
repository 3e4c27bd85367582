package io.groundswell.ingest.intake;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Pepper;
import io.groundswell.contract.ReceiptCodec;
import io.groundswell.ingest.publish.Parcel;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Hands out receipts: the places of acknowledged events, sealed so that only the services can read them. All of a
/// request are sealed in one go, about 50 ns each.
@ApplicationScoped
class Receipts {

  private final ReceiptCodec codec;

  Receipts(Pepper pepper) {
    codec = new ReceiptCodec(pepper.derive(ReceiptCodec.PEPPER_LABEL));
  }

  /// @param parcels acknowledged ones; those whose place is not known go without
  void hand(int organization, Lane lane, int topicMark, List<Parcel> parcels) {
    var placed = parcels.stream().allMatch(Parcel::hasPlace) ? parcels
        : parcels.stream().filter(Parcel::hasPlace).toList();
    var partitions = new int[placed.size()];
    var offsets = new long[placed.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = placed.get(i).partition();
      offsets[i] = placed.get(i).offset();
    }
    var texts = codec.writeAll(organization, lane, topicMark, partitions, offsets);
    for (int i = 0; i < partitions.length; i++) {
      placed.get(i).handReceipt(new String(texts, i * ReceiptCodec.LENGTH, ReceiptCodec.LENGTH,
          StandardCharsets.US_ASCII));
    }
  }
}
