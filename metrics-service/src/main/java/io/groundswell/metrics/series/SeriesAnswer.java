package io.groundswell.metrics.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.CsvText;
import io.groundswell.metrics.answer.RevisionTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What came of a question, with the tag by which the same answer is recognised.
///
/// @param results in the order of the question; empty where the caller has the answer already
record SeriesAnswer(RevisionTag tag, boolean isUnchanged, List<Result> results, @Nullable Instant completeThrough) {

  /// One of these: a series, or why there is none.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(@Nullable Series series, @Nullable Problem problem) {
  }

  record Several(List<Result> results, @JsonInclude @Nullable Instant completeThrough) {
  }

  Object first() {
    return Objects.requireNonNull(results.getFirst().series);
  }

  Object all() {
    return new Several(results, completeThrough);
  }

  /// The same of all of them, for their buckets are; null on the last page.
  private @Nullable String next() {
    return results.stream().map(Result::series).filter(Objects::nonNull).findFirst().map(Series::next).orElse(null);
  }

  Response response(boolean csv, Function<SeriesAnswer, Object> json) {
    return (isUnchanged ? Response.notModified() : csv ? table()
        : Response.ok(json.apply(this), MediaType.APPLICATION_JSON))
        .header(HttpHeaders.ETAG, tag.text())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.VARY, "Accept, Authorization, X-API-Key")
        .header(Completeness.HEADER, completeThrough)
        .header(CsvText.NEXT, next())
        .build();
  }

  private Response.ResponseBuilder table() {
    var all = results.stream().map(Result::series).filter(Objects::nonNull).toList();
    return Response.ok(Series.csv(all), CsvText.MEDIA_TYPE + "; charset=utf-8; header=present");
  }
}
