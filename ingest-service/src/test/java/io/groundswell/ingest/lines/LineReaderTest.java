package io.groundswell.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static final int LONGEST = 200_000;

  @Test
  void numbersLinesAsAnEditorDoesAndSkipsBlankOnes() throws IOException {
    assertThat(read("a\n\n  \r\n b \r\n\nc")).containsExactly("1:a", "4:b", "6:c");
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
    assertThat(read("a\n")).containsExactly("1:a");
  }

  @Test
  void aLineMayBeAsLongAsTheLimitAndNotAByteLonger() throws IOException {
    var limit = "x".repeat(LONGEST);

    assertThat(read("a\n" + limit + "\nb")).containsExactly("1:a", "2:" + limit, "3:b");
    assertThat(read(limit + "\r\n" + limit)).containsExactly("1:" + limit, "2:" + limit);
    assertThat(read("a\n" + limit + "x\nb")).containsExactly("1:a", "2:too long", "3:b");
    assertThat(read("a\n" + "x".repeat(5_000_000) + "\nb\n")).containsExactly("1:a", "2:too long", "3:b");
    assertThat(read("x".repeat(5_000_000))).containsExactly("1:too long");
  }

  @Test
  void howeverTheBytesComeTheLinesAreTheSame() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 200; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append("x".repeat(random.nextInt(400))).append(random.nextInt(3) == 0 ? "\n\n" : "\n");
      }
      var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      var dribble = new ByteArrayInputStream(bytes) {
        @Override
        public synchronized int read(byte[] into, int offset, int length) {
          return super.read(into, offset, Math.min(length, 1 + random.nextInt(150)));
        }

        @Override
        public synchronized int available() {
          return random.nextBoolean() ? super.available() : 0;
        }
      };

      var expected = new ArrayList<String>();
      var lines = text.toString().split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        if (!lines[i].isEmpty()) {
          expected.add((i + 1) + ":" + (lines[i].length() > 300 ? "too long" : lines[i]));
        }
      }
      assertThat(all(new LineReader(dribble, 300), random)).isEqualTo(expected);
    }
  }

  private static List<String> read(String text) throws IOException {
    return all(new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), LONGEST),
        new Random(1));
  }

  private static List<String> all(LineReader reader, Random random) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = reader.next(); line != null; line = reader.next()) {
      lines.add(line.number() + ":"
          + (line.json() == null ? "too long" : new String(line.json(), StandardCharsets.UTF_8)));
      if (random.nextBoolean() && reader.hasNext()) {
        assertThat(reader.hasNext()).isTrue();
      }
    }
    return lines;
  }
}
