package io.groundswell.groundwork.assurance;

import static io.groundswell.groundwork.assurance.Guarantee.of;

import io.groundswell.groundwork.schema.Borrowed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What the database does with a commit, who may read the connection, and how much the service's role may do.
@ApplicationScoped
class DatabaseGuarantees implements Assured {

  private static final String SELECT = """
      SELECT current_setting('server_version_num')::int AS version,
             current_setting('fsync') AS fsync,
             current_setting('full_page_writes') AS whole_pages,
             current_setting('synchronous_commit') AS commit_waits,
             current_user::text AS role,
             (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user) AS unbound""";
  /// How the login proved who it is, `scram-sha-256:login`; null where nobody asked. PostgreSQL 16 and later.
  private static final String SELECT_LOGIN = "SELECT SYSTEM_USER AS login";
  private static final int TELLS_LOGIN = 160_000;
  private static final int OLDEST = 150_000;
  private static final Set<String> DURABLE = Set.of("on", "local", "remote_write", "remote_apply");
  private static final long PATIENCE_SECONDS = 5;

  private final Pool pool;
  private final String sslMode;

  DatabaseGuarantees(Pool pool,
      @ConfigProperty(name = "quarkus.datasource.reactive.postgresql.ssl-mode",
          defaultValue = "disable") String sslMode) {
    this.pool = pool;
    this.sslMode = sslMode;
  }

  @Override
  public List<Guarantee> guarantees() throws ExecutionException, TimeoutException, InterruptedException {
    var row = ask(SELECT);
    int version = row.getInteger("version");
    var commit = row.getString("commit_waits");
    var login = version >= TELLS_LOGIN ? ask(SELECT_LOGIN).getString("login") : "unknown";
    boolean encrypted = isEncrypted();
    boolean verified = encrypted && sslMode.replace('_', '-').equalsIgnoreCase("verify-full");
    return List.of(
        of("database-version", Integer.toString(version / 10_000), version >= OLDEST,
            "PostgreSQL 15 is the oldest that is promised"),
        of("database-fsync", row.getString("fsync"), row.getString("fsync").equals("on"),
            "set fsync=on, or a power failure loses what was committed"),
        of("database-full-page-writes", row.getString("whole_pages"), row.getString("whole_pages").equals("on"),
            "set full_page_writes=on, or a power failure may tear pages"),
        of("database-synchronous-commit", commit, DURABLE.contains(commit),
            "set synchronous_commit=on, or a crash loses what was committed last, and all of it is read again"),
        of("database-tls", verified ? "verify-full" : encrypted ? sslMode : "off", verified,
            "name the authority's certificate in groundswell.postgres.ca"),
        of("database-login", login == null ? "trust" : login, login != null && !login.startsWith("md5:"),
            "let pg_hba.conf ask for scram-sha-256 or a certificate"),
        of("database-role", row.getString("role"), !row.getBoolean("unbound"),
            "run as a role that is no superuser and is bound by row-level security"));
  }

  /// By the client: the server tells a role that was stepped down to nothing of its login's connection.
  private boolean isEncrypted() throws ExecutionException, TimeoutException, InterruptedException {
    return await(pool.getConnection().compose(connection -> connection.close().map(connection.isSSL())));
  }

  private Row ask(String sql) throws ExecutionException, TimeoutException, InterruptedException {
    return await(Borrowed.query(pool, sql)).iterator().next();
  }

  private static <T> T await(Future<T> answer) throws ExecutionException, TimeoutException, InterruptedException {
    return answer.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
