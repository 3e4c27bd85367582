package io.groundswell.exactlyonce;

/// What became of the entries of one [Destination#store]. `stored + duplicate` must be the number of entries handed in,
/// because every record is accounted for; any other sum is a bug of the destination and commits nothing.
///
/// @param stored entries that were new
/// @param duplicate entries that had been stored before, or stand twice in this batch
/// @param afterCommit run once, on the partition's worker, when the transaction has certainly committed; the place to
///     apply to memory what this very call found new. Not run when the attempt was rolled back, nor when the outcome of
///     the commit is unknown: then [Destination#claimed] is called, which reads memory anew
public record Tally(long stored, long duplicate, Runnable afterCommit) {

  public Tally {
    if (stored < 0 || duplicate < 0) {
      throw new IllegalArgumentException("counts cannot be negative: " + stored + ", " + duplicate);
    }
  }

  public Tally(long stored, long duplicate) {
    this(stored, duplicate, () -> {
    });
  }
}
