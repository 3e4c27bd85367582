package io.groundswell.groundwork.schema;

import io.groundswell.groundwork.standing.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where callers' queries go: to a standby, where `groundswell.postgres.read.url` names one, else to the main database.
/// A standby that does not answer is left alone for a moment and costs no caller an answer: the main database gives it.
@ApplicationScoped
class ReadCopy implements Standing {

  private static final Logger LOG = Logger.getLogger(ReadCopy.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final long LEFT_ALONE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int IDLE_MINUTES = 10;

  private final Pool main;
  private final @Nullable Pool copy;
  private final Counter fromMain;
  private final Counter fromCopy;
  private volatile @Nullable String away;
  private volatile long awaySince;

  @Inject
  ReadCopy(Pool main, Vertx vertx, DatabaseConfig config, MeterRegistry meters,
      @ConfigProperty(name = "quarkus.datasource.reactive.additional-properties.role") Optional<String> role,
      @ConfigProperty(name = "quarkus.application.name") Optional<String> application) {
    this(main, config.read().url().map(url -> pool(vertx, options(url, config, role, application),
        config.read().connections())).orElse(null), meters);
  }

  ReadCopy(Pool main, @Nullable Pool copy, MeterRegistry meters) {
    this.main = main;
    this.copy = copy;
    this.fromMain = reads(meters, "main");
    this.fromCopy = reads(meters, "copy");
  }

  private static Counter reads(MeterRegistry meters, String source) {
    return Counter.builder("groundswell.reads").tag("source", source)
        .description("Answers' snapshots, by the database that they were taken of").register(meters);
  }

  /// With the rights of the main pool, and its way of being sure whom it talks to.
  private static PgConnectOptions options(String url, DatabaseConfig config, Optional<String> role,
      Optional<String> application) {
    var options = PgConnectOptions.fromUri(url).setUser(config.user()).setPassword(config.password())
        .setCachePreparedStatements(true);
    PreparedPool.keepEveryStatement(options);
    options.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    role.ifPresent(name -> options.addProperty("role", name));
    application.ifPresent(name -> options.addProperty("application_name", name + " reads"));
    config.ca().ifPresent(authority -> options.setSslMode(SslMode.VERIFY_FULL)
        .setHostnameVerificationAlgorithm("HTTPS").setTrustOptions(new PemTrustOptions().addCertPath(authority)));
    return options;
  }

  private static Pool pool(Vertx vertx, PgConnectOptions options, int connections) {
    return PgBuilder.pool().connectingTo(options).using(vertx)
        .with(new PoolOptions().setMaxSize(connections).setIdleTimeout(IDLE_MINUTES)
            .setIdleTimeoutUnit(TimeUnit.MINUTES))
        .build();
  }

  @PreDestroy
  void close() {
    if (copy != null) {
      copy.close();
    }
  }

  /// A connection to read on.
  Future<SqlConnection> connection() {
    if (copy == null || (away != null && System.nanoTime() - awaySince < LEFT_ALONE_NANOS)) {
      return ofMain();
    }
    return copy.getConnection().onSuccess(connection -> {
      fromCopy.increment();
      if (away != null) {
        LOG.info("the copy of the database answers again");
        away = null;
      }
    }).recover(failure -> {
      if (away == null) {
        LOG.warnf("callers' queries go to the main database, since its copy does not answer: %s", failure.getMessage());
      }
      awaySince = System.nanoTime();
      away = String.valueOf(failure.getMessage());
      return ofMain();
    });
  }

  private Future<SqlConnection> ofMain() {
    return main.getConnection().onSuccess(connection -> fromMain.increment());
  }

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public @Nullable String trouble() {
    return null;
  }

  @Override
  public @Nullable String notice() {
    var reason = away;
    return reason == null ? null : "queries go to the main database, since its copy does not answer: " + reason;
  }
}
