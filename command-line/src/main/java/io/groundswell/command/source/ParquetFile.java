package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.columnindex.RowRanges;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexStore.MissingOffsetIndexException;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// A Parquet file, row group after row group. A row is known by its number: such a file is written once and never
/// changes. Where the file has an [OffsetIndex], a worker that begins in the middle of a row group reads the pages of
/// its own rows and no others; where it has none, it decodes the rows before them and throws them away.
final class ParquetFile implements Source {

  /// Pages of more rows are not held at once; a row group may be as large as the memory.
  private static final int MOST_ROWS_HELD = 50_000;
  /// Its first and its last bytes.
  private static final String MAGIC = "PAR1";

  private final Path file;
  private final ParquetFileReader reader;
  /// The number of the first row of each row group, and behind them that of all rows.
  private final long[] begins;
  private @Nullable Stretch stretch;

  private ParquetFile(Path file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
    var groups = reader.getRowGroups();
    begins = new long[groups.size() + 1];
    for (int i = 0; i < groups.size(); i++) {
      begins[i + 1] = begins[i] + groups.get(i).getRowCount();
    }
  }

  /// Rows of one row group that are being decoded.
  private static final class Stretch {

    private final PageReadStore pages;
    private final RecordReader<Group> records;
    private final long end;
    private long next;

    Stretch(PageReadStore pages, RecordReader<Group> records, long next, long end) {
      this.pages = pages;
      this.records = records;
      this.next = next;
      this.end = end;
    }
  }

  static ParquetFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.badData("there is no file " + file);
    }
    var options = ParquetReadOptions.builder(new PlainParquetConfiguration()).withCodecFactory(new Unpacking()).build();
    return reading(file, () -> {
      requireEnd(file);
      return new ParquetFile(file, ParquetFileReader.open(new LocalInputFile(file), options));
    });
  }

  /// A file that was cut off has anything where the length of its footer should be.
  private static void requireEnd(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var end = ByteBuffer.allocate(MAGIC.length());
      while (channel.size() >= MAGIC.length() && end.hasRemaining()
          && channel.read(end, channel.size() - end.remaining()) > 0) {
        continue;
      }
      if (!MAGIC.equals(new String(end.array(), StandardCharsets.US_ASCII))) {
        throw CommandFailed.badData(file + " is not a Parquet file, or not the whole of one");
      }
    }
  }

  @Override
  public List<String> parts() {
    return List.of(String.valueOf(file.getFileName()));
  }

  @Override
  public Set<String> columns(String part) {
    return new LinkedHashSet<>(schema().getFields().stream().map(Type::getName).toList());
  }

  @Override
  public Page next(String part, @Nullable String key, @Nullable String after, @Nullable String until,
      int most) {
    return reading(file, () -> {
      long at = after == null ? 0 : Long.parseLong(after);
      long end = Math.min(until == null ? Long.MAX_VALUE : Long.parseLong(until), begins[begins.length - 1]);
      var rows = new ArrayList<SourceRow>();
      long bytes = 0;
      for (; at < end && rows.size() < most && bytes < Page.MOST_BYTES; at++) {
        var row = row(at, decoded(at, end));
        rows.add(row);
        bytes += row.weight();
      }
      return new Page(rows, at >= end);
    });
  }

  private static SourceRow row(long number, Group group) {
    var key = Long.toString(number);
    var position = Long.toString(number + 1);
    try {
      return new SourceRow(key, position, ParquetValues.of(group), null);
    } catch (ParquetValues.Unreadable value) {
      return SourceRow.broken(key, position, String.valueOf(value.getMessage()));
    }
  }

  private Group decoded(long number, long end) throws IOException {
    var open = stretch;
    if (open == null || open.next != number || open.next == open.end) {
      open = begin(number, end);
    }
    open.next++;
    return open.records.read();
  }

  private Stretch begin(long number, long end) throws IOException {
    var old = stretch;
    if (old != null) {
      stretch = null;
      old.pages.close();
    }
    int group = 0;
    while (begins[group + 1] <= number) {
      group++;
    }
    long first = begins[group];
    long last = Math.min(Math.min(end, number + MOST_ROWS_HELD), begins[group + 1]);
    Stretch begun;
    try {
      var range = RowRanges.builder().addSelectedRange(number - first, last - first - 1).build();
      var pages = reader.readFilteredRowGroup(group, range);
      begun = new Stretch(pages, records(pages), number, last);
    } catch (MissingOffsetIndexException writtenWithoutOne) {
      var pages = reader.readRowGroup(group);
      begun = new Stretch(pages, records(pages), number, begins[group + 1]);
      for (long before = first; before < number; before++) {
        begun.records.read();
      }
    }
    stretch = begun;
    return begun;
  }

  private RecordReader<Group> records(PageReadStore pages) {
    return new ColumnIOFactory().getColumnIO(schema()).getRecordReader(pages, new GroupRecordConverter(schema()));
  }

  private MessageType schema() {
    return reader.getFileMetaData().getSchema();
  }

  @Override
  public Size size(String part) {
    return reading(file, () -> new Size(Files.size(file), 0));
  }

  @Override
  public void close() {
    reading(file, () -> {
      reader.close();
      return file;
    });
  }

  private interface Reading<T> {

    T read() throws IOException;
  }

  private static <T> T reading(Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (CommandFailed ours) {
      throw ours;
    } catch (IOException | RuntimeException broken) {
      // The library tells by all kinds of exceptions that bytes are not what they should be.
      throw CommandFailed.badData(file + " cannot be read: " + reason(broken));
    }
  }

  private static String reason(Throwable broken) {
    var cause = broken;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? String.valueOf(cause) : String.valueOf(cause.getMessage());
  }
}
