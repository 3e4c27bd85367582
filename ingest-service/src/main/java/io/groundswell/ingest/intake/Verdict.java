package io.groundswell.ingest.intake;

import io.groundswell.contract.Refusal;
import io.groundswell.ingest.publish.Parcel;

/// What the edge decides about one event.
public sealed interface Verdict {

  /// As far as it could be read, else empty.
  String id();

  /// As far as it could be read, else empty.
  String source();

  /// To be sent.
  record Admitted(String id, String source, Parcel parcel) implements Verdict {
  }

  /// Not taken, and why.
  record Rejected(String id, String source, Refusal refusal) implements Verdict {
  }
}
