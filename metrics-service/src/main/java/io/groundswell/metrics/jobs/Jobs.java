package io.groundswell.metrics.jobs;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.background.Rounds;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/// The jobs of this replica.
@ApplicationScoped
public class Jobs {

  private static final Logger LOG = Logger.getLogger(Jobs.class);

  private final ServiceTransactions service;
  private final Background background;
  private final JobsConfig config;
  private final UUID replica = UUID.randomUUID();
  private final List<LeasedWork> works = new CopyOnWriteArrayList<>();
  private final List<Lease> leases = new CopyOnWriteArrayList<>();

  Jobs(ServiceTransactions service, Background background, JobsConfig config) {
    this.service = service;
    this.background = background;
    this.config = config;
  }

  /// What is done in one round. It stops when it is interrupted, or when its lease is lost.
  @FunctionalInterface
  public interface Work {
    void round(Lease lease) throws InterruptedException;
  }

  /// The right to do a job, for who goes round alone. It is given up when the service stops.
  public Lease lease(String job) {
    var lease = new Lease(service, job, replica, config.lease());
    leases.add(lease);
    return lease;
  }

  /// Goes round for as long as the service runs, in a thread of its own, on the one replica that has the job.
  ///
  /// @param pause between the end of a round and the next
  public Rounds start(String job, Duration pause, Work work) {
    var started = new LeasedWork(job, lease(job), config.lease().dividedBy(3), pause, work, background);
    works.add(started);
    return started.worker();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    for (var each : works) {
      each.stop();
    }
    for (var lease : leases) {
      try {
        lease.release();
      } catch (RuntimeException unanswered) {
        LOG.debugf("a job was not given up, its lease will expire: %s", unanswered.getMessage());
      }
    }
  }
}
