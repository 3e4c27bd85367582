package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.source.Source;
import io.groundswell.command.source.SourceRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Goes through a source once and notes its chunks: where each begins and ends, and of what time its rows are, so
/// that the newest can come first. Where it was interrupted it goes on behind the last chunk that is noted.
record Planner(Worker.Import run, Source source, LongConsumer seen) {

  private static final int TOGETHER = 20;

  /// What is noted already.
  ///
  /// @param next the index of the next chunk
  /// @param ends by part
  private record Noted(int next, Map<String, @Nullable String> ends) {
  }

  void plan() throws InterruptedException {
    plan(noted());
  }

  /// What came since: of parts that only grow behind their last chunk, and all of the others again. What comes a
  /// second time counts once.
  void planAgain() throws InterruptedException {
    var noted = noted();
    var ends = new HashMap<String, @Nullable String>();
    run.parts().forEach((name, part) -> {
      if (part.grows()) {
        ends.put(name, noted.ends.get(name));
      }
    });
    plan(new Noted(noted.next, ends));
  }

  private void plan(Noted noted) throws InterruptedException {
    int index = noted.next;
    var batch = Jobs.object();
    var chunks = batch.putArray("chunks");
    for (var part : run.parts().entrySet()) {
      var after = noted.ends.get(part.getKey());
      for (var page = page(part, after); !page.isEmpty(); page = page(part, after)) {
        chunks.add(chunk(index++, part.getKey(), part.getValue(), after, page));
        after = page.getLast().position();
        seen.accept(page.size());
        if (chunks.size() == TOGETHER) {
          run.jobs().plan(run.id(), batch);
          chunks.removeAll();
        }
        if (page.size() < Worker.PAGE) {
          break;
        }
      }
    }
    if (!chunks.isEmpty()) {
      run.jobs().plan(run.id(), batch);
    }
    run.jobs().change(run.id(), Jobs.object().put("planned", true));
  }

  private List<SourceRow> page(Map.Entry<String, Mapping.Part> part, @Nullable String after) {
    return source.next(part.getKey(), part.getValue().key(), after, null, Worker.PAGE);
  }

  private ObjectNode chunk(int index, String name, Mapping.Part part, @Nullable String after, List<SourceRow> page) {
    Instant oldest = null;
    Instant newest = null;
    for (var row : page) {
      for (var event : Rows.events(part, row, run.occasion(name), (reason, detail) -> {
      })) {
        var time = Instant.parse(event.path("time").asText());
        oldest = oldest == null || time.isBefore(oldest) ? time : oldest;
        newest = newest == null || time.isAfter(newest) ? time : newest;
      }
    }
    return Jobs.object().put("index", index).put("part", name).put("from", after)
        .put("to", page.getLast().position()).put("rows", page.size())
        .put("oldest", text(oldest)).put("newest", text(newest));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private Noted noted() throws InterruptedException {
    int next = 0;
    var ends = new HashMap<String, @Nullable String>();
    for (var page = run.jobs().chunks(run.id(), "?from=0").path("chunks"); !page.isEmpty();
        page = run.jobs().chunks(run.id(), "?from=" + next).path("chunks")) {
      for (var chunk : page) {
        ends.put(chunk.path("part").asText(), chunk.hasNonNull("to") ? chunk.get("to").asText() : null);
        next = chunk.path("index").asInt() + 1;
      }
    }
    return new Noted(next, ends);
  }
}
