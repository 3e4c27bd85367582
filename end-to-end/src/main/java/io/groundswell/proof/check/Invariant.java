package io.groundswell.proof.check;

/// What must hold of a system at rest, whatever was killed before.
public enum Invariant {
  I1("every accepted event is stored or quarantined, in exactly one of the two; storable ones are stored"),
  I2("no event is stored twice, also across partitions"),
  I3("nothing is stored that was not sent, or that was rejected"),
  I4("an event of unknown outcome is there once or not at all"),
  I5("what is stored of an event is what was sent, numbers compared as decimals"),
  I6("every rollup equals its recomputation from the raw rows"),
  I7("every Kafka partition is accounted for: offsets moved = stored + duplicate + quarantined, without a gap"),
  I8("the latest value of a series is the one with the greatest (event time, key)"),
  I10("no row belongs to another organisation than its event's"),
  I11("of a post and of a creator stands, once, the latest that was said of each member");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
