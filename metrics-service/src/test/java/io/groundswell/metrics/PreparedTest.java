package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PreparedTest {

  @Inject
  Pool pool;

  @Test
  void aLongStatementStaysPrepared() throws Exception {
    var statement = "SELECT 42 AS answer -- " + "as long as it takes ".repeat(200);

    var kept = pool.withConnection(connection -> connection.preparedQuery(statement).execute()
        .compose(answered -> connection.query("SELECT count(*) FROM pg_prepared_statements WHERE length(statement) = "
            + statement.length()).execute()))
        .toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);

    assertThat(kept.iterator().next().getLong(0)).isOne();
  }
}
