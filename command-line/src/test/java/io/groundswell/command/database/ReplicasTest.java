package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.migration.AtStart;
import io.groundswell.migration.Catalogue;
import io.groundswell.migration.ServiceSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Ten replicas of each service and two operators begin at once. What a replica runs here is what it runs at its
/// start; the JVMs around it would add nothing but time.
class ReplicasTest {

  private static final int REPLICAS = 10;

  @Test
  void allWhoStartTogetherOnAnEmptyDatabaseMakeOneSchema() throws Exception {
    startRounds(1);
  }

  @Test
  @Tag("long")
  void theyDoSoTwentyTimes() throws Exception {
    startRounds(20);
  }

  private static void startRounds(int rounds) throws Exception {
    Catalogue first = null;
    for (int round = 0; round < rounds; round++) {
      var operator = Operator.ofAnEmptyDatabase();
      var done = startTogether(operator);
      assertThat(done).as("migrations that were done, of all who started").isEqualTo(
          Integer.parseInt(operator.text("SELECT count(*) FROM analytics.migration_registry")));
      assertThat(
          operator.text("SELECT count(*) FROM (SELECT FROM analytics.migration_registry GROUP BY service, version "
              + "HAVING count(*) > 1) AS twice"))
          .isEqualTo("0");
      assertThat(operator.db("status").exitCode()).isZero();
      assertThat(operator.text("SELECT count(*) FROM analytics.verify_migration_integrity() WHERE status <> 'ok'"))
          .isEqualTo("0");
      try (var connection = operator.database().connect()) {
        var catalogue = Catalogue.read(connection);
        first = first == null ? catalogue : first;
        assertThat(catalogue.objects()).isEqualTo(first.objects());
      }
    }
  }

  /// How many migrations all of them did.
  private static int startTogether(Operator operator) throws Exception {
    var start = new CountDownLatch(1);
    var all = new ArrayList<Callable<Integer>>();
    for (int replica = 0; replica < REPLICAS; replica++) {
      for (var service : ServiceSchema.ORDER) {
        all.add(() -> {
          start.await();
          var source = operator.source();
          return AtStart.migrate(source, ServiceSchema.of(service, source, "schema/" + service), warning -> {
          });
        });
      }
    }
    for (var name : List.of("one", "another")) {
      all.add(() -> {
        start.await();
        var up = operator.db("up");
        assertThat(up.exitCode()).as(name + " operator: " + up.err()).isZero();
        return (int) up.out().lines().filter(line -> line.contains(" ms ")).count();
      });
    }
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      var results = new ArrayList<Future<Integer>>();
      all.forEach(each -> results.add(threads.submit(each)));
      start.countDown();
      int done = 0;
      for (var result : results) {
        done += result.get();
      }
      return done;
    }
  }
}
