package io.groundswell.contract;

/// One number that an event contributes to one series.
///
/// @param metric its name: a letter, then letters, digits, `_ . : -`; at most 64 characters
/// @param value at most 15 significant digits, below 10^15 in size, so that it survives `double precision` exactly
public record Reading(String metric, Kind kind, double value) {
}
