package io.groundswell.command.reach;

import io.groundswell.sandbox.Instance;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that name the system that a command talks to: an instance of this machine by its directory, any other
/// by address and key.
public final class Reach {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Option(names = "--url", paramLabel = "URL",
      description = "Address of ingest-service, instead of --data-dir, for instance http://localhost:8081.")
  private @Nullable URI url;

  @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:GROUNDSWELL_API_KEY}",
      description = "API key. Default: the environment's GROUNDSWELL_API_KEY, else that of the instance.")
  private @Nullable String key;

  /// An address with the key that opens it.
  public record Target(URI url, String key) {

    /// Without the key, so that it lands in no log.
    @Override
    public String toString() {
      return url.toString();
    }
  }

  /// Where ingest-service answers, and a key for it.
  public Target ingest() {
    if (url == null) {
      var instance = dataDirectory.instance();
      return new Target(service(instance, "ingest"), hasKey() ? Objects.requireNonNull(key) : instance.key());
    }
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw wrong("--url begins with http:// or https://");
    }
    if (!hasKey()) {
      throw wrong("--url needs --key (or GROUNDSWELL_API_KEY): an API key of that system");
    }
    return new Target(url, Objects.requireNonNull(key));
  }

  /// Where trend-service answers; null where only the edge was named.
  public @Nullable URI trend() {
    return url != null ? null : service(dataDirectory.instance(), "trend");
  }

  /// Where metrics-service answers; null where only the edge was named.
  public @Nullable URI metrics() {
    return url != null ? null : service(dataDirectory.instance(), "metrics");
  }

  /// Whether it was named by its address.
  public boolean isRemote() {
    return url != null;
  }

  /// A directory in which a command may remember something about this system.
  public Path memory() {
    return url == null ? dataDirectory.path() : DataDirectory.usual().resolve("remote");
  }

  private boolean hasKey() {
    return key != null && !key.isEmpty();
  }

  private static URI service(Instance instance, String name) {
    return Objects.requireNonNull(instance.services().get(name), name).url();
  }

  private ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }
}
