package io.groundswell.command.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.source.Source;
import io.groundswell.command.source.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Makes events of rows.
public final class Rows {

  private static final int PAGE = 10_000;

  private Rows() {
  }

  /// Goes through every row of a part, a page a time.
  public static void each(Source source, String name, Mapping.Part part, Consumer<SourceRow> take) {
    var page = source.next(name, part.key(), null, null, PAGE);
    page.rows().forEach(take);
    while (!page.isLast()) {
      page = source.next(name, part.key(), page.end(), null, PAGE);
      page.rows().forEach(take);
    }
  }

  /// Whether the row has the values that the mapping takes rows of, and no others.
  public static boolean isAskedFor(Mapping.Part part, SourceRow row) {
    return part.only().entrySet().stream()
        .allMatch(wanted -> row.values().path(wanted.getKey()).asText("").equals(wanted.getValue()));
  }

  /// The events of a row, in the order of the mapping; none where it is not asked for, or does not fit: whole or not
  /// at all.
  ///
  /// @param rejected is told the reason, a slug, and what is wrong
  public static List<ObjectNode> events(Mapping.Part part, SourceRow row, Occasion occasion,
      BiConsumer<String, String> rejected) {
    if (row.fault() != null) {
      rejected.accept("unreadable_row", row.fault());
      return List.of();
    }
    if (!isAskedFor(part, row)) {
      return List.of();
    }
    var events = new ArrayList<ObjectNode>(part.events().size());
    try {
      for (var shape : part.events()) {
        var event = shape.of(row, occasion);
        if (event != null) {
          events.add(event);
        }
      }
      return events;
    } catch (Template.Misfit misfit) {
      rejected.accept("unfit_row", String.valueOf(misfit.getMessage()));
      return List.of();
    }
  }
}
