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
    return target(Objects.requireNonNull(spec), dataDirectory, url, key, "ingest");
  }

  /// Where trend-service answers; null where only the edge was named.
  public @Nullable URI trend() {
    return url != null ? null : service(dataDirectory.instance(), "trend");
  }

  /// Where metrics-service answers; null where only the edge was named.
  public @Nullable URI metrics() {
    return url != null ? null : service(dataDirectory.instance(), "metrics");
  }

  /// Where the database is; null where only the edge was named.
  public @Nullable String postgres() {
    return url != null ? null : dataDirectory.instance().postgres();
  }

  /// Whether it was named by its address.
  public boolean isRemote() {
    return url != null;
  }

  /// A directory in which a command may remember something about this system.
  public Path memory() {
    return url == null ? dataDirectory.path() : DataDirectory.usual().resolve("remote");
  }

  /// The service of an instance, or whatever is at the address.
  ///
  /// @param key null or empty: the instance's own
  static Target target(CommandSpec command, DataDirectory directory, @Nullable URI url, @Nullable String key,
      String service) {
    var given = key == null || key.isEmpty() ? null : key;
    if (url == null) {
      var instance = directory.instance();
      return new Target(service(instance, service), given != null ? given : instance.key());
    }
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new ParameterException(command.commandLine(), "--url begins with http:// or https://");
    }
    if (given == null) {
      throw new ParameterException(command.commandLine(),
          "--url needs --key (or GROUNDSWELL_API_KEY): an API key of that system");
    }
    return new Target(url, given);
  }

  private static URI service(Instance instance, String name) {
    return Objects.requireNonNull(instance.services().get(name), name).url();
  }
}
