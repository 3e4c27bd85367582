package io.groundswell.sandbox;

import java.time.Duration;

/// Told what the sandbox is doing, to show it to somebody. Called by several threads.
public interface Progress {

  /// Says nothing.
  Progress SILENT = new Progress() {
    @Override
    public void starting(String what) {}

    @Override
    public void ready(String what, Duration took) {}

    @Override
    public void ended(String what, String why, Duration pause) {}
  };

  /// @param what for people: `broker`, `database`, `ingest-service` …
  void starting(String what);

  void ready(String what, Duration took);

  /// It ended though nobody asked it to, and is started again.
  ///
  /// @param pause until then
  void ended(String what, String why, Duration pause);
}
