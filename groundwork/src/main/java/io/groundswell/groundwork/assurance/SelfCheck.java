package io.groundswell.groundwork.assurance;

import io.groundswell.groundwork.standing.Standing;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Says at start what the promises rest on. Outside production it warns of what is missing; in production the service
/// gets no traffic before everything was looked at, and ends where something is missing.
@ApplicationScoped
class SelfCheck implements Standing {

  private static final Logger LOG = Logger.getLogger(SelfCheck.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  /// sysexits.h: EX_CONFIG
  private static final int MISCONFIGURED = 78;

  private final AssuranceConfig config;
  private final List<Assured> parts;
  private volatile @Nullable String trouble = "the guarantees were not looked at yet";
  private volatile @Nullable Thread looking;

  SelfCheck(AssuranceConfig config, @All List<Assured> parts) {
    this.config = config;
    this.parts = parts;
  }

  void start(@Observes StartupEvent event) {
    looking = Thread.ofVirtual().name("self-check").start(this::look);
  }

  void stop(@Observes ShutdownEvent event) {
    var running = looking;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public String name() {
    return "guarantees";
  }

  @Override
  public @Nullable String trouble() {
    return config.production() ? trouble : null;
  }

  private void look() {
    var found = new ArrayList<Guarantee>();
    try {
      for (var part : parts) {
        found.addAll(ask(part));
      }
    } catch (InterruptedException stopping) {
      return;
    }
    judge(found);
  }

  private List<Guarantee> ask(Assured part) throws InterruptedException {
    while (true) {
      try {
        return part.guarantees();
      } catch (InterruptedException stopping) {
        throw stopping;
      } catch (Exception notYet) {
        trouble = "the guarantees cannot be told yet: " + notYet.getMessage();
        LOG.debug("asked again in a second", notYet);
        Thread.sleep(AGAIN);
      }
    }
  }

  private void judge(List<Guarantee> found) {
    LOG.infof("In effect: %s", found.stream().map(Guarantee::toString).collect(Collectors.joining(", ")));
    var missing = missing(found, config.accepted().orElse(Set.of()));
    if (missing.isEmpty()) {
      trouble = null;
      return;
    }
    if (!config.production()) {
      LOG.infof("For production (groundswell.assurance.production): %s", sentences(missing));
      return;
    }
    trouble = sentences(missing);
    LOG.fatalf("This service does not run in production without its guarantees: %s. Mend it, or name what you do "
        + "without in groundswell.assurance.accepted.", trouble);
    Quarkus.asyncExit(MISCONFIGURED);
  }

  static List<Guarantee> missing(List<Guarantee> found, Set<String> accepted) {
    return found.stream().filter(each -> each.remedy() != null && !accepted.contains(each.name())).toList();
  }

  private static String sentences(List<Guarantee> missing) {
    return missing.stream().map(each -> each + ": " + each.remedy()).collect(Collectors.joining("; "));
  }
}
