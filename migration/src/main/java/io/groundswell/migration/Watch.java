package io.groundswell.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/// Observes each migration from within its own transaction: what it did to the catalogue and how long it took. What is
/// written down of it is committed with it or not at all.
public final class Watch extends BaseCallback {

  /// A step that takes longer is warned of while it still runs.
  public static final Duration LONG = Duration.ofMinutes(5);

  private final ServiceSchema schema;
  private final Witness witness;
  private final Duration patience;
  private final Consumer<String> warn;
  private @Nullable Catalogue before;
  private long began;
  private @Nullable Thread alarm;

  /// Told after each migration, in its transaction.
  @FunctionalInterface
  public interface Witness {

    void done(Connection connection, MigrationFile file, Catalogue.Change change, Duration took) throws SQLException;
  }

  /// @param patience after which a step is warned of
  public Watch(ServiceSchema schema, Witness witness, Duration patience, Consumer<String> warn) {
    super();
    this.schema = schema;
    this.witness = witness;
    this.patience = patience;
    this.warn = warn;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE_ERROR;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      var file = schema.file(context.getMigrationInfo());
      if (event == Event.BEFORE_EACH_MIGRATE) {
        if (before == null) {
          before = Catalogue.read(context.getConnection());
        }
        began = System.nanoTime();
        alarm = Thread.ofVirtual().start(() -> ring(file));
        return;
      }
      if (event == Event.AFTER_EACH_MIGRATE) {
        var took = Duration.ofNanos(System.nanoTime() - began);
        var after = Catalogue.read(context.getConnection());
        witness.done(context.getConnection(), file, before == null ? after.to(after) : before.to(after), took);
        before = after;
      }
      hush();
    } catch (SQLException failure) {
      hush();
      throw new IllegalStateException(failure.getMessage(), failure);
    }
  }

  private void hush() {
    var ringing = alarm;
    if (ringing != null) {
      ringing.interrupt();
    }
  }

  private void ring(MigrationFile file) {
    try {
      Thread.sleep(patience);
      warn.accept(file.label() + " (" + file.script() + ") has been running for more than " + patience.toSeconds()
          + " s: 'SELECT * FROM pg_stat_activity' says whether it works or waits for a lock");
    } catch (InterruptedException inTime) {
      // As it should be.
    }
  }
}
