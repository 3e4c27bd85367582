package io.groundswell.command.running;

import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.Instance;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/// What somebody needs who has just started an instance: addresses, a key, and lines to copy into a shell.
record Greeting(Instance instance, boolean isUsual) {

  /// Breaks out of a quoted text: `'$(date …)` and on.
  private static final String TIME = "'$(date -u +%Y-%m-%dT%H:%M:%SZ)";

  void print(PrintWriter out) {
    var authorization = "-H 'Authorization: Bearer " + instance.key() + "'";
    var named = isUsual ? "" : " --data-dir " + DataDirectory.quoted(instance.dataDir());
    out.printf(Locale.ROOT, """

        Groundswell is up.

          page     %-24s shows trends, live; sign in with the key below
          ingest   %-24s takes events
          metrics  %-24s answers series
          trend    %-24s answers trends
          API key  %s
          data     %s

        Send an event, see it in its series, see what is trending:

          curl %s/v1/events %s \\
            -H 'Content-Type: application/cloudevents+json' \\
            -d '{"specversion":"1.0","id":"'$(date +%%s)-$RANDOM'","source":"my-shell","type":"content.engaged","time":"%s'","subject":"post/hello","platform":"sora","data":{"action":"like"}}'

          sleep 1; curl '%s/v1/series/post/hello/like?bucket=1h' %s

          curl '%s/v1/trends?window=1h' %s

        Or let a simulation do it: ./groundswell demo%s
        """, page(), url("ingest"), url("metrics"), url("trend"), instance.key(), instance.dataDir(), url("ingest"),
        authorization,
        TIME, url("metrics"), authorization, url("trend"), authorization, named);
    out.flush();
  }

  private URI page() {
    return url("trend").resolve("/");
  }

  private URI url(String service) {
    return Objects.requireNonNull(instance.services().get(service)).url();
  }
}
