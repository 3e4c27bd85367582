package io.groundswell.trend.live;

import org.jspecify.annotations.Nullable;

/// Where in the stream of announcements a listener is: the id of an SSE event, `transaction-place`.
record Place(long transaction, long place) implements Comparable<Place> {

  static final Place BEGIN = new Place(0, 0);

  /// @return null where the text is none
  static @Nullable Place find(String text) {
    if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
      return null;
    }
    int dash = text.indexOf('-');
    return new Place(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(Place other) {
    int transactions = Long.compare(transaction, other.transaction);
    return transactions != 0 ? transactions : Long.compare(place, other.place);
  }

  @Override
  public String toString() {
    return transaction + "-" + place;
  }
}
