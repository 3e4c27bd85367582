package io.groundswell.metrics.archive;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// A data source of a process that is killed before its n-th word with the database: nothing that comes after is said
/// or heard, and the connection is cut without a farewell. Killed after a word is the same as killed before the next
/// one.
final class Mortal {

  /// No `catch` of the code under test knows it.
  static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;

    KilledError() {
      super("killed", null, false, false);
    }
  }

  private final DataSource real;
  private final int dieAt;
  private int words;
  private boolean dead;

  Mortal(DataSource real, int dieAt) {
    this.real = real;
    this.dieAt = dieAt;
  }

  DataSource dataSource() {
    return proxy(DataSource.class, (self, method, arguments) -> {
      requireAlive();
      var answer = call(real, method, arguments);
      return answer instanceof Connection connection ? connection(connection) : answer;
    });
  }

  private Connection connection(Connection connection) {
    return proxy(Connection.class, (self, method, arguments) -> {
      if (method.getName().equals("close")) {
        return dead ? null : call(connection, method, arguments);
      }
      var answer = speak(connection, connection, method, arguments);
      return switch (answer) {
        case PreparedStatement statement -> statement(PreparedStatement.class, statement, connection);
        case Statement statement -> statement(Statement.class, statement, connection);
        case null, default -> answer;
      };
    });
  }

  private <T extends Statement> T statement(Class<T> type, T statement, Connection connection) {
    return proxy(type, (self, method, arguments) -> {
      if (dead && method.getName().equals("close")) {
        return null;
      }
      return speak(statement, connection, method, arguments);
    });
  }

  private Object speak(Object target, Connection connection, Method method, Object[] arguments) throws Throwable {
    requireAlive();
    boolean isWord = method.getName().startsWith("execute") || method.getName().equals("commit");
    if (!isWord || ++words != dieAt) {
      return call(target, method, arguments);
    }
    dead = true;
    cut(connection);
    throw new KilledError();
  }

  private void requireAlive() {
    if (dead) {
      throw new KilledError();
    }
  }

  private static void cut(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
    connection.close();
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(Mortal.class.getClassLoader(), new Class<?>[]{type}, handler));
  }
}
