package io.groundswell.command.balance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.mapping.Unnamed;
import io.groundswell.command.source.Source;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/// Counts what a source tells: rows and events of each part, and of how many posts and creators it tells how often.
/// What is told more than once is stored once.
final class SourceCount {

  private static final String CREATOR = "creator/";

  private final ArrayNode parts = JsonNodeFactory.instance.arrayNode();
  private final Set<String> posts = new HashSet<>();
  private final Set<String> creators = new HashSet<>();
  private long timesOfPosts;
  private long timesOfCreators;
  private long rows;
  private long events;
  private long unfit;

  /// @param occasion of the import, for a part
  static ObjectNode of(Source source, Mapping mapping, Function<String, Occasion> occasion) {
    var count = new SourceCount();
    mapping.against(source).forEach((name, part) -> count.count(source, name, part, occasion.apply(name)));
    return count.report();
  }

  private void count(Source source, String name, Mapping.Part part, Occasion occasion) {
    long rowsBefore = rows;
    long eventsBefore = events;
    long unfitBefore = unfit;
    var unnamed = new Unnamed(part);
    Rows.each(source, name, part, row -> {
      rows++;
      unnamed.look(row);
      Rows.events(part, row, occasion, (reason, detail) -> unfit++).forEach(this::count);
    });
    var told = parts.addObject().put("part", name).put("rows", rows - rowsBefore).put("events", events - eventsBefore)
        .put("unfit", unfit - unfitBefore);
    unnamed.names().forEach(told.putArray("unnamed")::add);
    var size = source.size(name);
    if (size != null) {
      told.put("tableBytes", size.table()).put("indexBytes", size.index())
          .put("totalBytes", size.table() + size.index());
    }
  }

  private void count(JsonNode event) {
    events++;
    var platform = event.path("platform").asText() + " ";
    var subject = event.path("subject").asText();
    switch (event.path("type").asText()) {
      case "post.published", "post.updated" -> {
        timesOfPosts++;
        posts.add(platform + subject);
        var creator = event.at("/data/creator/id");
        if (creator.isTextual()) {
          timesOfCreators++;
          creators.add(platform + creator.textValue());
        }
      }
      case "creator.updated" -> {
        timesOfCreators++;
        creators.add(platform + (subject.startsWith(CREATOR) ? subject.substring(CREATOR.length()) : subject));
      }
      default -> {
        // Its subject may be anything.
      }
    }
  }

  private ObjectNode report() {
    var report = JsonNodeFactory.instance.objectNode().put("rows", rows).put("events", events).put("unfit", unfit)
        .put("posts", posts.size()).put("duplicatePosts", timesOfPosts - posts.size())
        .put("creators", creators.size()).put("duplicateProfiles", timesOfCreators - creators.size());
    report.set("before", parts);
    return report;
  }
}
