package io.groundswell.proof.traffic;

import java.math.BigDecimal;

/// A number that an event must contribute: worked out by the sender, not by the product's code.
///
/// @param kind `delta`, `total` or `gauge`
/// @param value as it must be stored, a sampled delta already multiplied
public record SentReading(String metric, String kind, BigDecimal value) {
}
