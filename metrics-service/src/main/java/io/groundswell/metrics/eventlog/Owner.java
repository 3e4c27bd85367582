package io.groundswell.metrics.eventlog;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.metrics.accounting.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/// Whose a record is that could not be stored, as far as it tells: by its value, else by its key, else nobody's.
record Owner(int organization, String source, Instant receivedAt) {

  private static final Pattern KEY = Pattern.compile("([1-9][0-9]{0,8})/.*", Pattern.DOTALL);

  static Owner of(Arrival arrival) {
    var value = arrival.value();
    if (value != null && EventCodec.decodeAccepted(value) instanceof Decoded.Event<AcceptedEvent>(var accepted)) {
      return new Owner(accepted.organization(), accepted.event().source(), accepted.receivedAt());
    }
    var key = arrival.key();
    var named = KEY.matcher(key == null ? "" : new String(key, StandardCharsets.UTF_8));
    return new Owner(named.matches() ? Integer.parseInt(named.group(1)) : Ledger.NOBODY, "", arrival.appendedAt());
  }

  boolean isNobody() {
    return organization == Ledger.NOBODY;
  }
}
