package io.groundswell.command.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.source.EventShape.Occasion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Makes events of rows.
public final class Rows {

  private Rows() {
  }

  /// The events of a row, in the order of the mapping; none where it does not fit, whole or not at all.
  ///
  /// @param rejected is told the reason, a slug, and what is wrong
  public static List<ObjectNode> events(Mapping.Part part, SourceRow row, Occasion occasion,
      BiConsumer<String, String> rejected) {
    if (row.fault() != null) {
      rejected.accept("unreadable_row", row.fault());
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
