package io.groundswell.metrics.answer;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A table as CSV (RFC 4180): a line of names, then a line a row, each ended by CR LF; nothing between two commas is
/// null.
public final class CsvText {

  public static final String MEDIA_TYPE = "text/csv";

  /// The header that holds the cursor of the next page, which has no place in a table.
  public static final String NEXT = "Groundswell-Next";

  private static final MediaType TYPE = MediaType.valueOf(MEDIA_TYPE);

  private final StringBuilder text = new StringBuilder(4_096);

  public CsvText(String... names) {
    row((Object[]) names);
  }

  /// Whether the caller wants CSV and not JSON: by the parameter `format`, else by the first type accepted that is one
  /// of both.
  ///
  /// @throws ProblemException 400 for another format
  public static boolean isWanted(@Nullable String format, HttpHeaders headers) {
    if (format != null) {
      if (!format.equals("json") && !format.equals("csv")) {
        throw new ProblemException(Problem.parameter("format", "must be json or csv"));
      }
      return format.equals("csv");
    }
    return headers.getAcceptableMediaTypes().stream()
        .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(TYPE))
        .findFirst()
        .map(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
        .orElse(false);
  }

  public void row(@Nullable Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      var cell = cells[i];
      if (cell != null) {
        append(cell instanceof BigDecimal number ? number.toPlainString() : cell.toString());
      }
    }
    text.append("\r\n");
  }

  private void append(String cell) {
    if (cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
      text.append(cell);
      return;
    }
    text.append('"').append(cell.replace("\"", "\"\"")).append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
