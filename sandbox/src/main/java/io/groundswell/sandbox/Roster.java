package io.groundswell.sandbox;

import io.groundswell.sandbox.Instance.ProcessState;
import io.groundswell.sandbox.Instance.ServiceState;
import io.groundswell.sandbox.backend.Keeper;
import io.groundswell.sandbox.child.Child;
import io.groundswell.sandbox.child.KeptAlive;
import io.groundswell.sandbox.child.Processes;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who runs at the moment. Writes every change into the data directory.
final class Roster {

  static final String BROKER = "broker";
  static final String DATABASE = "database";
  private static final String POSTMASTER = "postmaster";

  private final DataDirectory directory;
  private final Ports ports;
  private final String kafka;
  private final DatabaseLogin database;
  private final Progress progress;
  /// In the order in which everybody names them, whichever was launched first.
  private final Map<Service, ServiceState> services = new EnumMap<>(Service.class);
  private final Map<String, ProcessState> processes = new LinkedHashMap<>();

  Roster(DataDirectory directory, Ports ports, String kafka, DatabaseLogin database, Progress progress) {
    this.directory = directory;
    this.ports = ports;
    this.kafka = kafka;
    this.database = database;
    this.progress = progress;
    var self = ProcessHandle.current();
    processes.put("supervisor", new ProcessState(self.pid(), null, null, Processes.startedAt(self)));
  }

  synchronized Instance instance() {
    var byName = new LinkedHashMap<String, ServiceState>();
    services.forEach((service, state) -> byName.put(service.shortName(), state));
    return new Instance(byName, directory.key(), directory.keyFile(), kafka,
        database.urlWithCredentials(), directory.path(), new LinkedHashMap<>(processes));
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  KeptAlive.Watcher watcher(Service service) {
    return new Line(service.longName()) {
      @Override
      void change(@Nullable Child child, @Nullable Duration took) {
        if (child == null) {
          services.computeIfPresent(service, (same, state) -> state.withReady(false));
          return;
        }
        var process = child.process();
        services.put(service,
            new ServiceState(address(ports.of(service)), process.pid(), took != null,
                address(ports.managementOf(service)), directory.log(service.shortName()), millis(took),
                Processes.startedAt(process.toHandle()), null));
      }
    };
  }

  /// @param name [#BROKER] or [#DATABASE]
  KeptAlive.Watcher watcher(String name) {
    return new Line(name) {
      @Override
      void change(@Nullable Child child, @Nullable Duration took) {
        processes.remove(name);
        if (name.equals(DATABASE)) {
          processes.remove(POSTMASTER);
        }
        if (child == null) {
          return;
        }
        processes.put(name, new ProcessState(child.process().pid(), directory.log(name), millis(took),
            Processes.startedAt(child.process().toHandle())));
        if (name.equals(DATABASE) && took != null && child instanceof Keeper keeper) {
          ProcessHandle.of(Long.parseLong(keeper.facts().get(Keeper.POSTMASTER)))
              .ifPresent(postmaster -> processes.put(POSTMASTER,
                  new ProcessState(postmaster.pid(), null, null, Processes.startedAt(postmaster))));
        }
      }
    };
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  /// One line of the roster.
  private abstract class Line implements KeptAlive.Watcher {

    private final String name;

    Line(String name) {
      this.name = name;
    }

    /// @param child what runs, null where it has ended
    /// @param took from its launch until it was ready, null where it is not
    abstract void change(@Nullable Child child, @Nullable Duration took);

    @Override
    public void launched(Child child) {
      progress.starting(name);
      write(child, null);
    }

    @Override
    public void ready(Child child, Duration took) {
      // Told before it is written: who waits for the file has then heard of everything that stands in it.
      progress.ready(name, took);
      write(child, took);
    }

    @Override
    public void ended(String why, Duration pause) {
      write(null, null);
      progress.ended(name, why, pause);
    }

    private void write(@Nullable Child child, @Nullable Duration took) {
      synchronized (Roster.this) {
        change(child, took);
        directory.write(instance());
      }
    }
  }
}
