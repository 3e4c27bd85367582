package io.groundswell.metrics.dayfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.jspecify.annotations.Nullable;

/// One file, written whole or not at all: under another name first, forced to the disk, then renamed.
///
/// The classes of the Parquet library are loaded when the first file is written or read, not when the service starts.
public final class DayFile {

  private static final int COPY_BYTES = 1 << 16;

  private final DayTable table;
  private final Path path;

  public DayFile(DayTable table, Path path) {
    this.table = table;
    this.path = path;
  }

  /// Where rows come from, one by one.
  @FunctionalInterface
  public interface Source {

    /// @return null at the end
    @Nullable
    List<@Nullable Object> next() throws SQLException, IOException;
  }

  /// Who is given every row.
  @FunctionalInterface
  public interface Sink {
    void take(List<@Nullable Object> row) throws SQLException, IOException;
  }

  /// What is in a file.
  ///
  /// @param content SHA-256 over all values in their order, in hexadecimal
  /// @param sha256 of the file, as `sha256sum` prints it
  /// @param first the earliest time; null where there are no rows
  public record Facts(long rows, String content, String sha256, long bytes, @Nullable Instant first,
      @Nullable Instant last) {
  }

  /// The rows of an answer to [DayTable#selectAll].
  public static Source rows(DayTable table, ResultSet answer) {
    return () -> {
      if (!answer.next()) {
        return null;
      }
      var row = new ArrayList<@Nullable Object>(table.columns().size());
      for (int i = 0; i < table.columns().size(); i++) {
        row.add(table.columns().get(i).value(answer, i + 1));
      }
      return row;
    };
  }

  /// What [Facts#content] would be of a file of these rows.
  public static String contentOf(Source source) throws SQLException, IOException {
    var content = new RowDigest();
    for (var row = source.next(); row != null; row = source.next()) {
      content.add(row);
    }
    return content.hex();
  }

  /// Writes all rows; a file of that name is replaced.
  public Facts write(Source source) throws IOException, SQLException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    var unfinished = path.resolveSibling(path.getFileName() + ".part");
    Files.deleteIfExists(unfinished);
    var seen = new Seen();
    try (var writer = writer(unfinished)) {
      var groups = new SimpleGroupFactory(table.schema());
      for (var row = source.next(); row != null; row = source.next()) {
        seen.add(row);
        writer.write(group(groups, row));
      }
    }
    try (var file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    var facts = seen.facts(unfinished);
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
    return facts;
  }

  /// What is made of a row on its way from one file to another; null: nothing.
  @FunctionalInterface
  public interface Change {
    @Nullable
    List<@Nullable Object> of(List<@Nullable Object> row) throws SQLException;
  }

  /// Writes another file from this one.
  ///
  /// @return what is in the other
  public Facts copyTo(DayFile other, Change change) throws IOException, SQLException {
    try (var reader = new RowReader(path).build()) {
      return other.write(() -> {
        for (var row = next(reader); row != null; row = next(reader)) {
          var made = change.of(row);
          if (made != null) {
            return made;
          }
        }
        return null;
      });
    }
  }

  /// Reads all rows.
  ///
  /// @throws IOException also where it is no such file, or a damaged one
  public Facts read(Sink sink) throws IOException, SQLException {
    var seen = new Seen();
    try (var reader = new RowReader(path).build()) {
      for (var row = next(reader); row != null; row = next(reader)) {
        seen.add(row);
        sink.take(row);
      }
    } catch (RuntimeException damaged) {
      // The library's way to say that bytes are not what they should be.
      throw new IOException(path.getFileName() + " cannot be read: " + damaged.getMessage(), damaged);
    }
    return seen.facts(path);
  }

  private @Nullable List<@Nullable Object> next(ParquetReader<Group> reader) throws IOException {
    var group = reader.read();
    if (group == null) {
      return null;
    }
    var row = new ArrayList<@Nullable Object>(table.columns().size());
    for (var column : table.columns()) {
      row.add(column.value(group));
    }
    return row;
  }

  private ParquetWriter<Group> writer(Path file) throws IOException {
    return ExampleParquetWriter.builder(new LocalOutputFile(file))
        .withConf(new PlainParquetConfiguration())
        .withType(table.schema())
        .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .build();
  }

  private Group group(SimpleGroupFactory groups, List<@Nullable Object> row) {
    var group = groups.newGroup();
    for (int i = 0; i < row.size(); i++) {
      var value = row.get(i);
      if (value != null) {
        table.columns().get(i).put(group, value);
      }
    }
    return group;
  }

  /// A name lasts through a power cut only once its directory is on the disk.
  private void forceDirectory() throws IOException {
    try (var directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static String sha256(Path file) throws IOException {
    var digest = RowDigest.sha256();
    try (var bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
      var buffer = new byte[COPY_BYTES];
      while (bytes.read(buffer) >= 0) {
        continue;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// What came by.
  private final class Seen {

    private final RowDigest content = new RowDigest();
    private final int time = table.placeOfTime();
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;

    void add(List<@Nullable Object> row) {
      content.add(row);
      if (row.get(time) instanceof Long micros) {
        least = Math.min(least, micros);
        most = Math.max(most, micros);
      }
    }

    Facts facts(Path file) throws IOException {
      boolean empty = content.rows() == 0;
      return new Facts(content.rows(), content.hex(), sha256(file), Files.size(file),
          empty ? null : Instant.EPOCH.plus(least, ChronoUnit.MICROS),
          empty ? null : Instant.EPOCH.plus(most, ChronoUnit.MICROS));
    }
  }

  private static final class RowReader extends ParquetReader.Builder<Group> {

    RowReader(Path path) {
      super(new LocalInputFile(path), new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
