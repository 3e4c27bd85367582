package io.groundswell.ingest.door;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The plain bytes of a gzip stream (RFC 1952) of any number of members. The JDK's own stream asks `available()`
/// whether another member follows, which a body that is still coming cannot know, and passes over garbage behind the
/// last member; here every byte belongs to a member, or the stream is corrupt.
final class GzipStream extends InputStream {

  private static final int MAGIC_FIRST = 0x1f;
  private static final int MAGIC_SECOND = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int TIME_AND_SYSTEM = 6;
  private static final int BUFFER = 8 << 10;

  private final InputStream compressed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final CRC32 headerChecksum = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long members;
  private boolean inMember;
  private boolean ended;

  GzipStream(InputStream compressed) {
    this.compressed = compressed;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      while (!ended) {
        if (!inMember) {
          inMember = beginMember();
          ended = !inMember;
        } else {
          int inflated = inflate(into, offset, length);
          if (inflated > 0) {
            return inflated;
          }
        }
      }
      return -1;
    } catch (DataFormatException corrupt) {
      throw new IOException("not a deflate stream", corrupt);
    }
  }

  /// @return how many bytes came out, which may be none
  private int inflate(byte[] into, int offset, int length) throws IOException, DataFormatException {
    if (inflater.needsInput()) {
      if (at == end && !fill()) {
        throw new EOFException("the gzip stream ends too soon");
      }
      inflater.setInput(buffer, at, end - at);
      at = end;
    }
    int inflated = inflater.inflate(into, offset, length);
    checksum.update(into, offset, inflated);
    require(!inflater.needsDictionary(), "gzip knows no dictionaries");
    if (inflater.finished()) {
      endMember();
    }
    return inflated;
  }

  @Override
  public int available() throws IOException {
    return ended ? 0 : Math.max(compressed.available(), inMember && !inflater.needsInput() ? 1 : 0);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    inflater.end();
    compressed.close();
  }

  /// Reads a member's header.
  ///
  /// @return false where the stream ends between two members
  private boolean beginMember() throws IOException {
    headerChecksum.reset();
    if (at == end && !fill()) {
      if (members == 0) {
        throw new EOFException("no gzip member");
      }
      return false;
    }
    require(header() == MAGIC_FIRST && header() == MAGIC_SECOND && header() == DEFLATE, "not a gzip member");
    int flags = header();
    require((flags & RESERVED) == 0, "reserved flags of gzip");
    for (int i = 0; i < TIME_AND_SYSTEM; i++) {
      header();
    }
    if ((flags & EXTRA) != 0) {
      for (int left = header() | header() << 8; left > 0; left--) {
        header();
      }
    }
    skipText(flags & NAME);
    skipText(flags & COMMENT);
    if ((flags & HEADER_CHECKSUM) != 0) {
      int computed = (int) headerChecksum.getValue() & 0xffff;
      require((next() | next() << 8) == computed, "the checksum of a gzip header");
    }
    members++;
    inflater.reset();
    checksum.reset();
    return true;
  }

  /// Checks what came out of a member against its trailer.
  private void endMember() throws IOException {
    at = end - inflater.getRemaining();
    require(fourBytes() == (int) checksum.getValue(), "the checksum of a gzip member");
    require(fourBytes() == (int) inflater.getBytesWritten(), "the length of a gzip member");
    inMember = false;
  }

  private void skipText(int flag) throws IOException {
    if (flag != 0) {
      while (header() != 0) {
        // Up to its zero.
      }
    }
  }

  private int fourBytes() throws IOException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private int header() throws IOException {
    int value = next();
    headerChecksum.update(value);
    return value;
  }

  private int next() throws IOException {
    if (at == end && !fill()) {
      throw new EOFException("the gzip stream ends too soon");
    }
    return buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, compressed.read(buffer));
    return end > 0;
  }

  private static void require(boolean holds, String what) throws IOException {
    if (!holds) {
      throw new IOException(what);
    }
  }
}
