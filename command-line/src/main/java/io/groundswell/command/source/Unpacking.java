package io.groundswell.command.source;

import io.groundswell.command.manners.CommandFailed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// How the pages of a Parquet file are unpacked: by the library, but for gzip, which it leaves to Hadoop, and Hadoop
/// stays out.
final class Unpacking implements CompressionCodecFactory {

  private final CodecFactory library = new CodecFactory(new PlainParquetConfiguration(), 0);

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, ZSTD -> library.getDecompressor(codec);
      case GZIP -> new Gzip();
      case LZO, BROTLI, LZ4, LZ4_RAW -> throw CommandFailed.badData("the file is compressed by " + codec
          + ", which nothing here unpacks; ZSTD, SNAPPY, GZIP and UNCOMPRESSED are read");
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("sources are only read");
  }

  @Override
  public void release() {
    library.release();
  }

  private static final class Gzip implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(unpacked(bytes.toByteArray(), size));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedSize, ByteBuffer unpacked, int size) throws IOException {
      var bytes = new byte[packedSize];
      packed.get(bytes);
      unpacked.put(unpacked(bytes, size));
    }

    private static byte[] unpacked(byte[] packed, int size) throws IOException {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        var unpacked = in.readNBytes(size);
        if (unpacked.length < size) {
          throw new IOException("a page ends after " + unpacked.length + " of " + size + " bytes");
        }
        return unpacked;
      }
    }

    @Override
    public void release() {
    }
  }
}
