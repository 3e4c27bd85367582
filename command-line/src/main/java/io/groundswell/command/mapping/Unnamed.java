package io.groundswell.command.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.source.SourceRow;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What of the rows of a part no template names, so that it stays behind: columns with a value in any row, and members
/// of JSON where templates name others of the same column. Of `{post.text}` and a row
/// `{"post": {"text": …, "gif_url": …}}` that is `post.gif_url`.
public final class Unnamed {

  /// Names of members may be as many as rows.
  private static final int MOST = 200;

  private final Set<String> named = new HashSet<>();
  /// Columns and members within which others are named.
  private final Set<String> entered = new HashSet<>();
  private final boolean isWhole;
  private final SortedSet<String> found = new TreeSet<>();

  public Unnamed(Mapping.Part part) {
    part.events().forEach(shape -> named.addAll(shape.paths()));
    isWhole = named.contains("@row") || named.contains("@event.attributes");
    named.addAll(part.only().keySet());
    if (part.key() != null) {
      named.add(part.key());
    }
    for (var path : named) {
      for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
        entered.add(path.substring(0, dot));
      }
    }
  }

  public void look(SourceRow row) {
    if (!isWhole) {
      look("", row.values());
    }
  }

  private void look(String prefix, JsonNode values) {
    for (var member : values.properties()) {
      var name = prefix + member.getKey();
      var value = member.getValue();
      if (value.isNull() || named.contains(name) || found.size() >= MOST) {
        continue;
      }
      if (!entered.contains(name)) {
        found.add(name);
      } else if (value.isObject()) {
        look(name + ".", value);
      }
    }
  }

  public SortedSet<String> names() {
    return found;
  }
}
