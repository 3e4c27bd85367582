package io.groundswell.trend.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A file of the page, ready to be sent.
///
/// @param tag hash of the content, in quotes: the ETag
/// @param packed the same content through gzip
record PageFile(String contentType, String tag, Buffer plain, Buffer packed) {

  private static final String HOME = "/dashboard/";

  /// The file of that name among the resources; null where there is none.
  ///
  /// @param name such as `views/board.js`; anything but lower-case words, digits and single dots is no name
  static @Nullable PageFile find(String name) {
    var type = name.matches("([a-z0-9-]+/)*[A-Za-z0-9-]+(\\.[a-z0-9]+)+") ? contentType(name) : null;
    if (type == null) {
      return null;
    }
    try (var file = PageFile.class.getResourceAsStream(HOME + name)) {
      return file == null ? null : of(type, file.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static PageFile of(String type, byte[] content) throws IOException {
    var packed = new ByteArrayOutputStream(content.length / 2);
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return new PageFile(type, tag(content), Buffer.buffer(content), Buffer.buffer(packed.toByteArray()));
  }

  private static @Nullable String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html;charset=UTF-8";
      case "js" -> "text/javascript;charset=UTF-8";
      case "css" -> "text/css;charset=UTF-8";
      case "svg" -> "image/svg+xml";
      default -> null;
    };
  }

  private static String tag(byte[] content) {
    try {
      return '"' + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
