package io.groundswell.ingest.publish;

import io.groundswell.groundwork.assurance.Assured;
import io.groundswell.groundwork.assurance.Guarantee;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.standing.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps the way to the broker open: topics first, then the producer, then a look every few seconds. Everything is
/// tried again until it works, so a service that starts before its broker, or outlives it, needs no restart.
@ApplicationScoped
class BrokerWatch implements Standing, Assured {

  private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
  private static final Duration RETRY_EVERY = Duration.ofMillis(250);
  private static final String SILENT = "the broker does not answer";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PublishConfig config;
  private final Brokers brokers;
  private final Publisher publisher;
  private final Semaphore wake = new Semaphore(0);
  private volatile @Nullable String trouble = "the broker was not asked yet";
  private volatile boolean topicsStand;
  private volatile @Nullable Thread watcher;

  BrokerWatch(PublishConfig config, KafkaConfig kafka, Publisher publisher, MeterRegistry meters) {
    this.config = config;
    this.brokers = Brokers.of(kafka);
    this.publisher = publisher;
    Gauge.builder("groundswell.publish.buffer.available", publisher, open -> open.figure("buffer-available-bytes"))
        .baseUnit("bytes").description("Room for records that wait for the broker").register(meters);
    Gauge.builder("groundswell.publish.requests.in.flight", publisher, open -> open.figure("requests-in-flight"))
        .description("Requests that the broker has not answered").register(meters);
    Gauge.builder("groundswell.publish.fullest.slot", publisher, Publisher::fullestSlot).baseUnit("bytes")
        .description("What waits for the broker of the subject that has most of it").register(meters);
  }

  void start(@Observes StartupEvent event) {
    ProducerSettings.check(ProducerSettings.small(config, brokers));
    ProducerSettings.check(ProducerSettings.large(config, brokers));
    watcher = Thread.ofVirtual().name("broker-watch").start(this::watch);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    var running = watcher;
    if (running != null) {
      running.interrupt();
      running.join();
    }
    publisher.close(config.drainTimeout());
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public @Nullable String trouble() {
    return trouble;
  }

  @Override
  public List<Guarantee> guarantees() throws ExecutionException, TimeoutException, InterruptedException {
    var found = new ArrayList<>(ProducerSettings.guarantees(ProducerSettings.small(config, brokers)));
    try (var admin = admin()) {
      found.addAll(new TopicKeeper(admin).guarantees());
    }
    return found;
  }

  private void watch() {
    try (var admin = admin()) {
      while (true) {
        var found = look(admin);
        if (found != null && !found.equals(trouble)) {
          LOG.warn(found);
        } else if (found == null && trouble != null) {
          LOG.info("topics and producer are ready");
        }
        trouble = found;
        var pause = found == null ? config.probeEvery() : RETRY_EVERY;
        if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException stopping) {
      trouble = "the service stops";
    }
  }

  private @Nullable String look(Admin admin) throws InterruptedException {
    try {
      if (!topicsStand) {
        var found = new TopicKeeper(admin).ensure();
        if (!found.troubles().isEmpty()) {
          return String.join("; ", found.troubles());
        }
        found.warnings().forEach(LOG::warn);
        topicsStand = true;
      }
      var ids = TopicKeeper.ids(admin);
      if (!publisher.isOpen()) {
        publisher.open(Line.open(config, brokers, PATIENCE), wake::release);
      }
      publisher.refresh(ids);
      return null;
    } catch (ExecutionException failed) {
      // Whoever took a topic away gets it anew.
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        topicsStand = false;
      }
      return failed.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
          ? SILENT : "the broker cannot be asked: " + failed.getCause();
    } catch (TimeoutException | KafkaException silent) {
      return SILENT;
    }
  }

  private Admin admin() {
    var settings = brokers.properties();
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "groundswell-ingest-watch");
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    return Admin.create(settings);
  }
}
