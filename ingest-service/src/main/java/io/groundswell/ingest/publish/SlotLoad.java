package io.groundswell.ingest.publish;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/// The bytes that wait for the broker, by slot: what one subject has on its way, and those of all others that share its
/// slot, one in 1,024. A subject's events go through one partition one after the other; were it to send without end,
/// they would fill the producers' memory, and everybody else's events would find no room.
final class SlotLoad {

  private final AtomicLongArray waiting = new AtomicLongArray(Lane.values().length * Slot.COUNT);
  private final long most;

  SlotLoad(long most) {
    this.most = most;
  }

  /// The slots of the parcels.
  static int[] slots(List<Parcel> parcels) {
    var slots = new int[parcels.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Slot.of(parcels.get(i).key());
    }
    return slots;
  }

  /// Takes all parcels of a request, or none. Who comes while there is any room is taken whole, so at the most a slot
  /// has its limit and what came at the same moment on its way.
  ///
  /// @return whether they were taken; each has to be given back once
  boolean take(Lane lane, int[] slots, List<Parcel> parcels) {
    for (int slot : slots) {
      if (waiting.get(place(lane, slot)) >= most) {
        return false;
      }
    }
    for (int i = 0; i < slots.length; i++) {
      waiting.addAndGet(place(lane, slots[i]), parcels.get(i).length());
    }
    return true;
  }

  void giveBack(Lane lane, int slot, Parcel parcel) {
    waiting.addAndGet(place(lane, slot), -parcel.length());
  }

  /// The most that any slot has on its way.
  long fullest() {
    long fullest = 0;
    for (int i = 0; i < waiting.length(); i++) {
      fullest = Math.max(fullest, waiting.get(i));
    }
    return fullest;
  }

  private static int place(Lane lane, int slot) {
    return lane.ordinal() * Slot.COUNT + slot;
  }
}
