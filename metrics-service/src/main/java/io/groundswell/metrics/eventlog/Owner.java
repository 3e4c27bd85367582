package io.groundswell.metrics.eventlog;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.metrics.accounting.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whose a record is that could not be stored, as far as it tells: by its value, else by its key, else nobody's.
///
/// @param replayOf the record in the quarantine that it was to replace, or null
record Owner(int organization, String source, Instant receivedAt, @Nullable UUID replayOf) {

  private static final Pattern KEY = Pattern.compile("([1-9][0-9]{0,8})/.*", Pattern.DOTALL);

  static Owner of(Arrival arrival) {
    var value = arrival.value();
    if (value != null && EventCodec.decodeAccepted(value) instanceof Decoded.Event<AcceptedEvent>(var accepted)) {
      return new Owner(accepted.organization(), accepted.event().source(), accepted.receivedAt(),
          accepted.event().replayOf());
    }
    var key = arrival.key();
    var named = KEY.matcher(key == null ? "" : new String(key, StandardCharsets.UTF_8));
    return new Owner(named.matches() ? Integer.parseInt(named.group(1)) : Ledger.NOBODY, "", arrival.appendedAt(),
        null);
  }

  boolean isNobody() {
    return organization == Ledger.NOBODY;
  }
}
