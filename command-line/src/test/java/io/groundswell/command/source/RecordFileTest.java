package io.groundswell.command.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that somebody writes while they are read.
class RecordFileTest {

  private static final InstantSource LATER =
      InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2));

  @TempDir
  private Path directory;

  @Test
  void halfALineOfALiveFileIsLeftUntilItIsWritten() throws Exception {
    var file = write("live.csv", "post,likes\n1,10\n2,12");
    var source = source(file, InstantSource.system());

    assertThat(values(source, null)).containsExactly("1=10");
    var after = last(source, null);
    assertThat(source.unread("live.csv", after)).contains("its last line, at byte 16, has no end");

    append(file, "345\n3,30\n");
    assertThat(values(source, after)).containsExactly("2=12345", "3=30");
    assertThat(source.unread("live.csv", last(source, after))).isNull();
  }

  @Test
  void theLastLineOfAFileAtRestCountsWithoutAnEnd() throws Exception {
    var file = write("rested.csv", "post,likes\n1,10\n2,12");

    var source = source(file, LATER);

    assertThat(values(source, null)).containsExactly("1=10", "2=12");
    assertThat(source.unread("rested.csv", last(source, null))).isNull();
  }

  @Test
  void anObjectIsWholeWithoutTheEndOfItsLineAndHalfOfOneIsNot() throws Exception {
    var whole = source(write("whole.ndjson", "{\"post\": 1, \"likes\": 10}\n{\"post\": 2, \"likes\": 12}"),
        InstantSource.system());
    var file = write("half.ndjson", "{\"post\": 1, \"likes\": 10}\n{\"post\": 2, \"likes\": 12");
    var half = source(file, InstantSource.system());

    assertThat(values(whole, null)).containsExactly("1=10", "2=12");
    assertThat(values(half, null)).containsExactly("1=10");
    var after = last(half, null);
    append(file, "345}\n");
    assertThat(values(half, after)).containsExactly("2=12345");
  }

  @Test
  void aLineThatIsWrittenOnAfterItWasPlannedIsReadAsItIsAndTold() throws Exception {
    var file = write("revived.csv", "post,likes\n1,10\n2,12");
    var rested = source(file, LATER);
    var until = last(rested, null);
    append(file, "345\n3,30\n");

    // Its chunk ends in the middle of the line.
    assertThat(rows(rested, null, until)).extracting(RecordFileTest::text).containsExactly("1=10", "2=12345");
    assertThat(rows(rested, until, null)).extracting(RecordFileTest::text)
        .satisfiesExactly(told -> assertThat(told).contains("read before it was written to its end"),
            next -> assertThat(next).isEqualTo("3=30"));
  }

  @Test
  void anEndOfALineThatCameLateIsNoRow() throws Exception {
    var file = write("ended.csv", "post,likes\n1,10");
    var rested = source(file, LATER);
    var after = last(rested, null);
    append(file, "\n2,20\n");

    assertThat(values(rested, after)).containsExactly("2=20");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static RecordFile source(Path file, InstantSource clock) {
    return RecordFile.open(file.toString(), null, clock);
  }

  private static List<SourceRow> rows(RecordFile source, @Nullable String after, @Nullable String until) {
    return source.next(source.parts().getFirst(), null, after, until, 100).rows();
  }

  private static List<String> values(RecordFile source, @Nullable String after) {
    return rows(source, after, null).stream().map(RecordFileTest::text).toList();
  }

  private static String last(RecordFile source, @Nullable String after) {
    return rows(source, after, null).getLast().position();
  }

  private static String text(SourceRow row) {
    return row.fault() != null ? row.fault()
        : row.values().path("post").asText() + "=" + row.values().path("likes").asText();
  }
}
