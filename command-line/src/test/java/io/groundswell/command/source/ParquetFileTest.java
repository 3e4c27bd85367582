package io.groundswell.command.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.Mapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetFileTest {

  private static final String PART = "rows.parquet";
  private static final MessageType NUMBERS = MessageTypeParser.parseMessageType(
      "message rows { required int64 number; optional binary text (STRING); }");
  private static final int ROWS = 5_000;

  @TempDir
  private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(value = CompressionCodecName.class, names = {"UNCOMPRESSED", "SNAPPY", "ZSTD"})
  void rowsComePageAfterPageAcrossRowGroups(CompressionCodecName codec) throws IOException {
    try (var source = ParquetFile.open(numbers(codec))) {
      var positions = new ArrayList<String>();
      var numbers = new ArrayList<Long>();
      var page = new Source.Page(List.of(), false);
      do {
        page = source.next(PART, null, page.isEmpty() ? null : page.end(), null, 700);
        page.rows().forEach(row -> numbers.add(row.values().path("number").asLong()));
        page.rows().forEach(row -> positions.add(row.key() + ":" + row.position()));
      } while (!page.isLast());

      assertThat(numbers).hasSize(ROWS).isSorted().doesNotHaveDuplicates();
      assertThat(positions.getFirst()).isEqualTo("0:1");
      assertThat(positions.getLast()).isEqualTo("4999:5000");
    }
  }

  @Test
  void aWorkerBeginsAndEndsInTheMiddleOfARowGroup() throws IOException {
    var file = numbers(CompressionCodecName.ZSTD);
    try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getRowGroups()).hasSizeGreaterThan(3);
    }
    try (var source = ParquetFile.open(file)) {
      assertThat(numbers(source, "1234", "3333")).isEqualTo(range(1_234, 3_333));
      assertThat(numbers(source, "17", "18")).isEqualTo(range(17, 18));
      assertThat(numbers(source, "4990", null)).isEqualTo(range(4_990, ROWS));
      assertThat(numbers(source, "5000", null)).isEmpty();
      assertThat(source.next(PART, null, "17", null, 1).rows().getFirst().values().path("text").asText())
          .isEqualTo("row 17");
      assertThat(source.next(PART, null, "18", null, 1).rows().getFirst().values().path("text").isNull()).isTrue();
    }
  }

  @Test
  void aFileWithoutAnIndexOfItsPagesIsReadAsWell() throws IOException {
    try (var source = ParquetFile.open(withoutAnIndex())) {
      assertThat(numbers(source, "900", "1000")).isEqualTo(range(900, 1_000));
      assertThat(numbers(source, "40", "45")).isEqualTo(range(40, 45));
      assertThat(numbers(source, null, null)).isEqualTo(range(0, 1_000));
    }
  }

  @Test
  void valuesComeByTheirLogicalTypes() throws IOException {
    var schema = MessageTypeParser.parseMessageType("""
        message types {
          required boolean flag; required float single; required double real; required double none;
          required int32 small; required int32 count (INTEGER(32,false)); required int64 big (INTEGER(64,false));
          required int32 day (DATE); required int32 clock (TIME(MILLIS,true));
          required int64 millis (TIMESTAMP(MILLIS,true)); required int64 micros (TIMESTAMP(MICROS,false));
          required int64 nanos (TIMESTAMP(NANOS,true)); required int96 old; required int64 price (DECIMAL(18,2));
          required binary amount (DECIMAL(20,3)); required binary kind (ENUM); required binary json (JSON);
          required fixed_len_byte_array(16) uuid (UUID); required binary bytes; optional int32 nothing;
          optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
          optional group older (LIST) { repeated int32 array; }
          optional group pairs (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }
          required group user { required binary id (STRING); optional int32 age; }
          repeated int32 plain;
        }""");
    var file = write(schema, CompressionCodecName.ZSTD, 1 << 20, writer -> {
      var row = new SimpleGroupFactory(schema).newGroup().append("flag", true).append("single", 1.1f)
          .append("real", 2.5).append("none", Double.NaN).append("small", -7).append("count", -1).append("big", -1L)
          .append("day", 20_777).append("clock", 61_001).append("millis", 1_795_194_000_123L)
          .append("micros", -1L).append("nanos", 1_795_194_000_000_000_001L)
          .append("old", new NanoTime(2_440_589, 1_000_000_000L)).append("price", 1_999L)
          .append("amount", Binary.fromConstantByteArray(new byte[]{-1, 0x38})).append("kind", "post")
          .append("json", "{\"a\": [1]}")
          .append("uuid", Binary.fromConstantByteArray(new byte[]{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}))
          .append("bytes", Binary.fromConstantByteArray(new byte[]{1, 2, 3}));
      var tags = row.addGroup("tags");
      tags.addGroup("list").append("element", "a");
      tags.addGroup("list");
      row.addGroup("older").append("array", 1).append("array", 2);
      var pairs = row.addGroup("pairs");
      pairs.addGroup("key_value").append("key", "x").append("value", 1);
      pairs.addGroup("key_value").append("key", "y");
      row.addGroup("user").append("id", "u1");
      writer.accept(row.append("plain", 5).append("plain", 6));
    });

    try (var source = ParquetFile.open(file)) {
      var row = source.next(PART, null, null, null, 10).rows().getFirst().values();
      assertThat(row.toString()).isEqualTo("""
          {"flag":true,"single":1.1,"real":2.5,"none":"NaN","small":-7,"count":4294967295,"big":18446744073709551615,
          "day":"2026-11-20","clock":"00:01:01.001","millis":"2026-11-20T17:00:00.123Z",
          "micros":"1969-12-31T23:59:59.999999","nanos":"2026-11-20T17:00:00.000000001Z","old":"1970-01-02T00:00:01Z",
          "price":19.99,"amount":-0.200,"kind":"post","json":{"a":[1]},"uuid":"00000000-0000-0001-0000-000000000002",
          "bytes":"AQID","nothing":null,"tags":["a",null],"older":[1,2],"pairs":{"x":1,"y":null},
          "user":{"id":"u1","age":null},"plain":[5,6]}""".replace("\n", ""));
      assertThat(source.columns(PART)).startsWith("flag", "single").contains("user", "plain").hasSize(25);
    }
  }

  @Test
  void aFileThatIsCutOffIsNone() throws IOException {
    var whole = Files.readAllBytes(numbers(CompressionCodecName.ZSTD));
    var cut = Files.write(directory.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> ParquetFile.open(cut)).isInstanceOf(CommandFailed.class)
        .hasMessageContaining("cut.parquet is not a Parquet file, or not the whole of one");
    var empty = Files.createFile(directory.resolve("empty.parquet"));
    assertThatThrownBy(() -> ParquetFile.open(empty)).isInstanceOf(CommandFailed.class)
        .hasMessageContaining("empty.parquet is not a Parquet file");
    assertThatThrownBy(() -> ParquetFile.open(directory.resolve("none.parquet")))
        .isInstanceOf(CommandFailed.class).hasMessageContaining("there is no file");
  }

  @Test
  void aBrokenPageSpoilsItsOwnRowsAlone() throws IOException {
    var file = numbers(CompressionCodecName.ZSTD);
    var bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 40, 400, (byte) 0x5a);
    Files.write(file, bytes);

    try (var source = ParquetFile.open(file)) {
      assertThatThrownBy(() -> source.next(PART, null, null, null, 10)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("rows.parquet cannot be read");
      assertThat(numbers(source, "4000", "4100")).isEqualTo(range(4_000, 4_100));
    }
  }

  @Test
  void anUnknownCodecAndAnUnknownColumnAreNamed() throws IOException {
    var mapping = Mapping.of(
        "{\"parts\": {\"*\": {\"events\": [{\"type\": \"a\", \"time\": \"{day}\", \"subject\": \"a/{number}\"}]}}}",
        "test");
    try (var source = ParquetFile.open(numbers(CompressionCodecName.UNCOMPRESSED))) {
      assertThatThrownBy(() -> mapping.against(source)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("the column 'day'").hasMessageContaining("number, text");
    }
    assertThatThrownBy(() -> new Unpacking().getDecompressor(CompressionCodecName.BROTLI))
        .isInstanceOf(CommandFailed.class).hasMessageContaining("BROTLI");
  }

  @Test
  void gzipIsUnpackedWithoutHadoop() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(new byte[]{1, 2, 3, 4});
    }
    var gzip = new Unpacking().getDecompressor(CompressionCodecName.GZIP);

    assertThat(gzip.decompress(BytesInput.from(packed.toByteArray()), 4).toByteArray()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> gzip.decompress(BytesInput.from(packed.toByteArray()), 5)).isInstanceOf(IOException.class);
  }

  private static List<Long> numbers(Source source, @Nullable String after,
      @Nullable String until) {
    return source.next(PART, null, after, until, 10_000).rows().stream()
        .map(row -> row.values().path("number").asLong())
        .toList();
  }

  private static List<Long> range(int from, int to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private Path numbers(CompressionCodecName codec) throws IOException {
    return write(NUMBERS, codec, 8_000, writer -> {
      var groups = new SimpleGroupFactory(NUMBERS);
      for (long number = 0; number < ROWS; number++) {
        var row = groups.newGroup().append("number", number);
        writer.accept(number % 2 == 0 ? row : row.append("text", "row " + number));
      }
    });
  }

  private Path write(MessageType schema, CompressionCodecName codec, long bytesOfAGroup,
      Consumer<Consumer<Group>> rows) throws IOException {
    var file = directory.resolve(PART);
    try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file)).withConf(new PlainParquetConfiguration())
        .withType(schema).withCompressionCodec(codec).withRowGroupSize(bytesOfAGroup).withPageRowCountLimit(50)
        .withWriteMode(ParquetFileWriter.Mode.OVERWRITE).build()) {
      rows.accept(row -> {
        try {
          writer.write(row);
        } catch (IOException full) {
          throw new UncheckedIOException(full);
        }
      });
    }
    return file;
  }

  /// As files were written before there were such indexes: page by page, without saying which rows are in it.
  private Path withoutAnIndex() throws IOException {
    var schema = MessageTypeParser.parseMessageType("message rows { required int64 number; }");
    var column = schema.getColumns().getFirst();
    var file = directory.resolve(PART);
    var writer = new ParquetFileWriter(new LocalOutputFile(file), schema, ParquetFileWriter.Mode.CREATE, 1 << 20, 0);
    writer.start();
    for (int group = 0; group < 2; group++) {
      writer.startBlock(500);
      writer.startColumn(column, 500, CompressionCodecName.UNCOMPRESSED);
      for (int page = 0; page < 5; page++) {
        var bytes = ByteBuffer.allocate(100 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < 100; row++) {
          bytes.putLong(group * 500L + page * 100L + row);
        }
        writer.writeDataPage(100, bytes.capacity(), BytesInput.from(bytes.array()),
            Statistics.createStats(column.getPrimitiveType()), Encoding.RLE, Encoding.RLE, Encoding.PLAIN);
      }
      writer.endColumn();
      writer.endBlock();
    }
    writer.end(Map.of());
    return file;
  }
}
