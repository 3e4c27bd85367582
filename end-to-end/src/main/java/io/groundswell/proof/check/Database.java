package io.groundswell.proof.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// The database of a running system, as its owner sees it.
///
/// @param url with `jdbc:` in front, without credentials
public record Database(String url, String user, String password) {

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /// Without the password.
  @Override
  public String toString() {
    return url;
  }
}
