package io.groundswell.groundwork.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Pepper;
import io.groundswell.testkit.SettableClock;
import io.groundswell.testkit.TestPostgres;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  private static final Pepper PEPPER = Pepper.of("0123456789abcdef0123456789abcdef");

  private final SettableClock clock = SettableClock.at("2026-11-20T12:00:00Z");
  private final ApiKey key = ApiKey.generate(new SecureRandom());
  private final TestPostgres.Database database = TestPostgres.freshDatabase();
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool = PgBuilder.pool().with(new PoolOptions().setMaxSize(2))
      .connectingTo(PgConnectOptions.fromUri(database.url()).setUser(database.user())
          .setPassword(database.password()))
      .using(vertx).build();
  private final TestConfig config = new TestConfig(null, null);
  private final KeyRing ring = new KeyRing(pool, vertx, clock, config, new LastUses(pool, vertx, config), PEPPER);

  @BeforeEach
  void publishOneKey() throws SQLException {
    run("""
        CREATE SCHEMA analytics;
        CREATE TABLE analytics.published_api_keys (key_id text, organization_id int, secret_mac bytea, scopes text[],
          default_platform text, expires_at timestamptz, revoked_at timestamptz, stamp_missing_time boolean DEFAULT false,
          rate_limit int, byte_limit bigint, cors_origins text[] DEFAULT '{}')""");
    publish(key);
    ring.start(new StartupEvent());
    await().atMost(Duration.ofSeconds(60)).until(ring::isLoaded);
  }

  @AfterEach
  void stop() {
    pool.close();
    vertx.close();
  }

  @Test
  void keysStayInForceWhileTheDatabaseIsAway() {
    pool.close();

    await().during(Duration.ofMillis(600)).atMost(Duration.ofSeconds(60)).until(() -> isGranted(key));
  }

  @Test
  void aDatabaseThatIsAwayLeavesNothingBehindThatFailsLater() {
    var uncaught = new ConcurrentLinkedQueue<Throwable>();
    var ticks = new AtomicInteger();
    var listener = Vertx.vertx();
    listener.exceptionHandler(uncaught::add);
    var nowhere = PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(2).setConnectionTimeout(1).setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(new PgConnectOptions().setHost("localhost").setPort(1).setDatabase("none").setUser("nobody"))
        .using(listener).build();
    try {
      var lost = new KeyRing(nowhere, listener, clock, config, new LastUses(nowhere, listener, config), PEPPER);
      for (int i = 0; i < 5; i++) {
        lost.refresh();
      }
      // The timers of the pool's attempts have long gone off by then.
      listener.setTimer(2_500, tick -> ticks.incrementAndGet());

      await().atMost(Duration.ofSeconds(60)).until(() -> ticks.get() == 1);
      assertThat(uncaught).isEmpty();
    } finally {
      nowhere.close();
      listener.close();
    }
  }

  @Test
  void whileTheDatabaseIsAwayAnUnknownKeyIsToldToComeBack() {
    pool.close();
    var asked = ring.admission(null, ApiKey.generate(new SecureRandom()).text(), Scope.READ);

    await().atMost(Duration.ofSeconds(60)).until(asked::isComplete);
    assertThat(asked.result()).isInstanceOfSatisfying(Admission.Refused.class,
        refused -> assertThat(refused.problem().slug()).isEqualTo("keys_unavailable"));
  }

  @Test
  void aNewKeyIsLookedForAtItsFirstUse() throws SQLException {
    var fresh = ApiKey.generate(new SecureRandom());
    publish(fresh);

    var asked = ring.admission("Bearer " + fresh.text(), null, Scope.READ);

    await().atMost(Duration.ofSeconds(60)).until(asked::isComplete);
    assertThat(asked.result()).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void aGrantEndsWithItsKey() throws SQLException {
    var granted = ((Admission.Granted) ring.admit(null, key.text(), Scope.READ)).access();
    assertThat(ring.renewed(granted, Scope.READ)).isInstanceOf(Admission.Granted.class);
    assertThat(ring.renewed(granted, Scope.ADMIN)).isInstanceOf(Admission.Refused.class);

    run("UPDATE analytics.published_api_keys SET expires_at = '2026-11-20T12:00:10Z'");
    await().atMost(Duration.ofSeconds(60)).until(() -> {
      ring.renew();
      clock.advance(Duration.ofSeconds(10));
      return ring.renewed(granted, Scope.READ) instanceof Admission.Refused;
    });
  }

  @Test
  void aRevokedKeyIsTurnedAwayWithoutALook() throws SQLException {
    run("UPDATE analytics.published_api_keys SET revoked_at = now()");

    await().atMost(Duration.ofSeconds(60)).until(() -> !isGranted(key));

    assertThat(ring.admission(null, key.text(), Scope.READ).isComplete()).isTrue();
  }

  @Test
  void aKeyEndsAtTheMomentOfItsExpiry() throws SQLException {
    run("UPDATE analytics.published_api_keys SET expires_at = '2026-11-20T12:00:10Z', cors_origins = '{https://a.b}'");
    await().atMost(Duration.ofSeconds(60)).until(() -> ring.knowsOrigin("https://a.b"));

    clock.advance(Duration.ofMillis(9_999));
    assertThat(isGranted(key)).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(isGranted(key)).isFalse();
  }

  private boolean isGranted(ApiKey asked) {
    return ring.admit(null, asked.text(), Scope.READ) instanceof Admission.Granted;
  }

  private void publish(ApiKey published) throws SQLException {
    try (var connection = database.connect(); var insert = connection.prepareStatement(
        "INSERT INTO analytics.published_api_keys VALUES (?, 1, ?, '{read}', 'other', NULL, NULL)")) {
      insert.setString(1, published.id());
      insert.setBytes(2, published.mac(PEPPER.derive(ApiKey.PEPPER_LABEL)));
      insert.executeUpdate();
    }
  }

  private void run(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
