package io.groundswell.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.groundswell.sandbox.child.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What runs where: the content of `instance.json` in a data directory, which is there as long as a sandbox is, and the
/// answer of `groundswell status --json`. Contains secrets.
///
/// @param services by short name: `ingest`, `metrics`, `trend`
/// @param key an API key with all scopes
/// @param kafka bootstrap servers
/// @param postgres address with credentials, as `psql` takes it
/// @param processes all the others by name: `supervisor`, and where they are embedded `broker`, `database` (the keeper
/// of the server) and `postmaster` (the server itself)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Instance(Map<String, ServiceState> services, String key,
    @JsonSerialize(using = ToStringSerializer.class) Path keyFile, String kafka, String postgres,
    @JsonSerialize(using = ToStringSerializer.class) Path dataDir, Map<String, ProcessState> processes) {

  static final String FILE = "instance.json";

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// A service.
  ///
  /// @param ready whether it serves: when the file was written, or when it was asked by [Instance#probe]
  /// @param management where its health and metrics are
  /// @param readyAfterMillis from its latest launch until it was ready, null where it is not yet
  /// @param notice what it says that is not well, or why it is not ready; null where all is well, or it was not asked
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServiceState(URI url, long pid, boolean ready, URI management,
      @JsonSerialize(using = ToStringSerializer.class) Path log, @Nullable Long readyAfterMillis, long startedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String notice) {

    ServiceState withReady(boolean now) {
      return new ServiceState(url, pid, now, management, log, readyAfterMillis, startedAt, notice);
    }

    private ServiceState asked() {
      var look = Health.look(management);
      return new ServiceState(url, pid, look.isReady(), management, log, readyAfterMillis, startedAt, look.notice());
    }
  }

  /// Any other process.
  ///
  /// @param startedAt milliseconds since 1970: with the process id it names a process, as the id alone does not
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProcessState(long pid, @JsonSerialize(using = ToStringSerializer.class) @Nullable Path log,
      @Nullable Long readyAfterMillis, long startedAt) {
  }

  /// The instance of a data directory; empty where none was started, or it was ended in an orderly way.
  public static Optional<Instance> read(Path dataDirectory) {
    try {
      return Optional.of(parse(Files.readString(dataDirectory.resolve(FILE))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Instance parse(String json) throws IOException {
    return JSON.readValue(json, Instance.class);
  }

  /// As `instance.json` has it.
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same with every service asked right now whether it is ready; at most 2 s a service.
  public Instance probe() {
    var probed = new LinkedHashMap<String, ServiceState>();
    services.forEach((name, state) -> probed.put(name, state.asked()));
    return new Instance(probed, key, keyFile, kafka, postgres, dataDir, processes);
  }

  /// Whether the process that looks after the others is still there. It is not after it was killed; the others then end
  /// by themselves.
  public boolean isSupervised() {
    return findSupervisor().isPresent();
  }

  /// The process that looks after the others: end it (SIGTERM) and everything ends in order.
  public Optional<ProcessHandle> findSupervisor() {
    var supervisor = processes.get("supervisor");
    return supervisor == null ? Optional.empty() : Processes.find(supervisor.pid(), supervisor.startedAt());
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "instance in " + dataDir;
  }
}
