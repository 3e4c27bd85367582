package io.groundswell.trend.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the page may ask metrics-service for: questions about an organisation's own data, and no others.
final class Forwardable {

  private static final Pattern PATHS = Pattern.compile(
      "/v1/(series|top|posts|creators)(/[^/]+)+|/v1/(stats|accounting|sources|audit|quarantine|capacity)");

  private Forwardable() {
  }

  /// Whether the path of a URL, still percent-encoded, is one of them. One that another server could take for another
  /// path, since a segment of it is `.` or `..`, is not.
  static boolean is(String path) {
    return PATHS.matcher(path).matches() && Stream.of(path.split("/"))
        .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
        .noneMatch(segment -> segment.equals(".") || segment.equals(".."));
  }
}
