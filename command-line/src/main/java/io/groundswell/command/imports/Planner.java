package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.source.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Goes through a source once and notes its chunks: where each begins and ends, and of what time its rows are, so
/// that the newest can come first. Where it was interrupted it goes on behind the last chunk that is noted.
record Planner(Worker.Import run, Source source, LongConsumer seen, Consumer<String> tell) {

  private static final int TOGETHER = 20;

  /// What is noted already.
  ///
  /// @param next the index of the next chunk
  /// @param ends by part
  private record Noted(int next, Map<String, @Nullable String> ends) {
  }

  /// What is not noted yet of the pass that the job is in. Others may do the same: whose chunks differ from those that
  /// are noted, since rows came between the two, goes on behind those.
  void plan() throws InterruptedException {
    while (true) {
      try {
        plan(noted());
        return;
      } catch (CommandFailed refused) {
        if (refused.isProblem("import_over")) {
          // Others have planned and done the rest meanwhile, or it was cancelled: the job says which.
          return;
        }
        if (!refused.isProblem("chunks_differ")) {
          throw refused;
        }
      }
    }
  }

  /// Begins a further pass, of what came since: parts that only grow are read on behind their last chunk, all others
  /// again. What comes a second time counts once.
  ///
  /// @param whole those that grow as well
  void planAgain(boolean whole) throws InterruptedException {
    run.jobs().change(run.id(), Jobs.object().put("planned", false).put("whole", whole));
    plan();
  }

  private void plan(Noted noted) throws InterruptedException {
    int index = noted.next;
    var batch = Jobs.object();
    var chunks = batch.putArray("chunks");
    for (var part : run.parts().entrySet()) {
      var after = noted.ends.get(part.getKey());
      for (var page = page(part, after); !page.isEmpty(); page = page(part, after)) {
        chunks.add(chunk(index++, part.getKey(), part.getValue(), after, page));
        after = page.end();
        seen.accept(page.size());
        if (chunks.size() == TOGETHER) {
          run.jobs().plan(run.id(), batch);
          chunks.removeAll();
        }
        if (page.isLast()) {
          break;
        }
      }
      if (source.unread(part.getKey(), after) instanceof String left) {
        tell.accept(left);
      }
    }
    if (!chunks.isEmpty()) {
      run.jobs().plan(run.id(), batch);
    }
    run.jobs().change(run.id(), Jobs.object().put("planned", true));
  }

  private Source.Page page(Map.Entry<String, Mapping.Part> part, @Nullable String after) {
    return source.next(part.getKey(), part.getValue().key(), after, null, Worker.PAGE);
  }

  private ObjectNode chunk(int index, String name, Mapping.Part part, @Nullable String after, Source.Page page) {
    Instant oldest = null;
    Instant newest = null;
    for (var row : page.rows()) {
      for (var event : Rows.events(part, row, run.occasion(name), (reason, detail) -> {
      })) {
        var time = Instant.parse(event.path("time").asText());
        if (!canBeTaken(time)) {
          continue;
        }
        oldest = oldest == null || time.isBefore(oldest) ? time : oldest;
        newest = newest == null || time.isAfter(newest) ? time : newest;
      }
    }
    return Jobs.object().put("index", index).put("part", name).put("from", after)
        .put("to", page.end()).put("rows", page.size())
        .put("oldest", text(oldest)).put("newest", text(newest));
  }

  /// Events of before 1970 are always refused: a date like 0001-01-01, which stands for none, is not where an import
  /// begins.
  static boolean canBeTaken(Instant time) {
    return !time.isBefore(Instant.EPOCH);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private Noted noted() throws InterruptedException {
    var job = run.jobs().find(run.id());
    int begin = job.path("passBegins").asInt();
    boolean isWhole = job.path("passWhole").asBoolean();
    int next = 0;
    var ends = new HashMap<String, @Nullable String>();
    for (var page = run.jobs().chunks(run.id(), "?from=0").path("chunks"); !page.isEmpty();
        page = run.jobs().chunks(run.id(), "?from=" + next).path("chunks")) {
      for (var chunk : page) {
        var name = chunk.path("part").asText();
        int index = chunk.path("index").asInt();
        var part = run.parts().get(name);
        // Of an earlier pass: where a part only grows, what is behind it.
        if (index >= begin || part != null && part.grows() && !isWhole) {
          ends.put(name, chunk.hasNonNull("to") ? chunk.get("to").asText() : null);
        }
        next = index + 1;
      }
    }
    return new Noted(next, ends);
  }
}
