package io.groundswell.ingest.lines;

import java.io.IOException;

/// Nobody is there any more to send, or to be answered.
final class Gone extends IOException {

  private static final long serialVersionUID = 1;

  Gone(String why) {
    super(why);
  }
}
