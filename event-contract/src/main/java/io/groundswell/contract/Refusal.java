package io.groundswell.contract;

/// Why one event is not taken.
///
/// @param pointer JSON pointer (RFC 6901) to the offending member, empty for the whole event
/// @param detail the rule in a sentence; never the value, so that nothing is echoed
public record Refusal(Reason reason, String pointer, String detail) {
}
