package io.groundswell.ingest.publish;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/// Counts the acknowledgements of one request's parcels down to a single outcome: one future a request, none a record.
final class Shipment {

  private final AtomicInteger missing;
  private final BitSet tooLarge = new BitSet(0);
  private final Consumer<Exception> onTrouble;
  private final CompletableFuture<Shipped> outcome = new CompletableFuture<>();

  /// @param onTrouble hears of every failure that leaves the outcome open
  Shipment(int parcels, Consumer<Exception> onTrouble) {
    this.missing = new AtomicInteger(parcels);
    this.onTrouble = onTrouble;
    if (parcels == 0) {
      outcome.complete(new Shipped.Acknowledged(tooLarge));
    }
  }

  CompletableFuture<Shipped> outcome() {
    return outcome;
  }

  /// @param onEnd runs once, whatever becomes of the parcel
  Callback delivery(int index, Parcel parcel, Runnable onEnd) {
    return new Delivery(index, parcel, onEnd);
  }

  /// Ends the shipment early: what was sent may still arrive, the rest is not sent.
  void giveUp(String why) {
    outcome.complete(new Shipped.Unanswered(why));
  }

  private final class Delivery implements Callback {

    private final int index;
    private final Parcel parcel;
    private final Runnable onEnd;

    Delivery(int index, Parcel parcel, Runnable onEnd) {
      this.index = index;
      this.parcel = parcel;
      this.onEnd = onEnd;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
      onEnd.run();
      if (failure instanceof RecordTooLargeException) {
        synchronized (tooLarge) {
          tooLarge.set(index);
        }
      } else if (failure != null) {
        onTrouble.accept(failure);
        giveUp(failure instanceof BufferExhaustedException ? "too much waits for the broker already"
            : "the broker did not acknowledge in time");
        return;
      } else if (metadata != null && metadata.hasOffset()) {
        parcel.arrived(metadata.partition(), metadata.offset());
      }
      if (missing.decrementAndGet() == 0) {
        outcome.complete(new Shipped.Acknowledged(tooLarge));
      }
    }
  }
}
