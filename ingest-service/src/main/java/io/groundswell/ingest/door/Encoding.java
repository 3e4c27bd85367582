package io.groundswell.ingest.door;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body is compressed (RFC 9110, 8.4).
public enum Encoding {
  IDENTITY, GZIP, ZSTD;

  /// What is taken, as the header `Accept-Encoding` of a 415 lists it.
  public static final String TAKEN = "gzip, zstd, identity";

  /// 8 MiB, the largest window that a sender of the content coding `zstd` may ask for (RFC 9659); by itself a frame may
  /// ask for terabytes.
  private static final int ZSTD_WINDOW_LOG = 23;

  /// The encoding that the values of `Content-Encoding` name, or null where it is none of ours or more than one.
  public static @Nullable Encoding find(List<String> headers) {
    if (headers.isEmpty()) {
      return IDENTITY;
    }
    return headers.size() > 1 ? null : switch (headers.getFirst().strip().toLowerCase(Locale.ROOT)) {
      case "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default -> null;
    };
  }

  /// The plain bytes of a compressed stream. Reading throws an [IOException] where the stream is corrupt, and an
  /// [java.io.EOFException] or an [IOException] where it ends too soon. It holds no more than a window of 8 MiB,
  /// however long the stream is; how much comes out is for the reader to limit.
  public InputStream open(InputStream compressed) throws IOException {
    return switch (this) {
      case IDENTITY -> compressed;
      case GZIP -> new GzipStream(compressed);
      case ZSTD -> {
        var plain = new ZstdInputStreamNoFinalizer(compressed);
        plain.setLongMax(ZSTD_WINDOW_LOG);
        yield plain;
      }
    };
  }
}
