package io.groundswell.sandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A database and who to be there.
///
/// @param url without credentials: `postgresql://host:5432/database`
public record DatabaseLogin(String url, String user, String password) {

  private static final int DEFAULT_PORT = 5432;

  /// @param text `postgresql://user:password@host:port/database`, with `%40` for an `@` in the password and so on
  /// @throws IllegalArgumentException where a part is missing, saying which
  public static DatabaseLogin parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException unlikeAnAddress) {
      // Its message holds the whole text, and so the password.
      throw new IllegalArgumentException(
          "a database is named as postgresql://user:password@host:port/database, special characters as %40");
    }
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("a database is named as postgresql://user:password@host:port/database");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the database's address has no host");
    }
    if (uri.getPath() == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException("the database's address has no database name");
    }
    var userInfo = uri.getUserInfo();
    if (userInfo == null || userInfo.indexOf(':') < 1) {
      throw new IllegalArgumentException("the database's address has no user and password");
    }
    int colon = userInfo.indexOf(':');
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DatabaseLogin("postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query,
        userInfo.substring(0, colon), userInfo.substring(colon + 1));
  }

  /// The address with the credentials in it, as `psql` takes it. Handle with care.
  String urlWithCredentials() {
    return url.replaceFirst("//", "//" + encoded(user) + ":" + encoded(password) + "@");
  }

  /// Without the password, so that it lands in no log.
  @Override
  public String toString() {
    return user + " at " + url;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
