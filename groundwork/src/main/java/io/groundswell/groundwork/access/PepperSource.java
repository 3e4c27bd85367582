package io.groundswell.groundwork.access;

import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.assurance.Assured;
import io.groundswell.groundwork.assurance.Guarantee;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the pepper before anything else begins. Without one the service ends with a sentence instead of a stack trace:
/// it could check no key, and one made up here would lock every sender out at the next start.
@ApplicationScoped
class PepperSource implements Assured {

  private static final int FIRST = 1;
  private static final String RULE = "give all services the same secret of at least " + Pepper.SHORTEST
      + " characters in GROUNDSWELL_ACCESS_PEPPER, or in a file that GROUNDSWELL_ACCESS_PEPPER_FILE names";

  private final AccessConfig config;

  PepperSource(AccessConfig config) {
    this.config = config;
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    pepper();
  }

  @Produces
  @Singleton
  Pepper pepper() {
    try {
      return Pepper.of(config.pepperFile().map(PepperSource::content).or(config::pepper)
          .orElseThrow(() -> new IllegalArgumentException("groundswell.access.pepper is not set")).strip());
    } catch (IllegalArgumentException unusable) {
      // Of this exception Quarkus prints the message alone, and ends.
      throw new ConfigurationException("This service does not start: " + unusable.getMessage() + "; " + RULE + ".");
    }
  }

  @Override
  public List<Guarantee> guarantees() {
    boolean inFile = config.pepperFile().isPresent();
    return List.of(Guarantee.of("pepper", inFile ? "file" : "environment", inFile,
        "keep the pepper in a file (GROUNDSWELL_ACCESS_PEPPER_FILE): environments are shown by many tools"));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the pepper's file " + file + " cannot be read", unreadable);
    }
  }
}
