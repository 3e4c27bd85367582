package io.groundswell.command.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a source is to be read, beyond what it says of itself.
///
/// @param delimiter between the cells of CSV, null for the usual one
/// @param queries parts of a database that are no tables, by name
public record Hints(@Nullable Character delimiter, Map<String, String> queries) {
}
