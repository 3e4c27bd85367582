package io.groundswell.proof.traffic;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.Lane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Sends the events 0 to `total` of a traffic, block by block, from several senders at once. A sender that got no
/// answer sends the same block again until it has one; but for every [#ABANDONED_EVERY]th block it gives up instead, as
/// senders do, and its events stay unknown. Every [#REPEATED_EVERY]th block is sent again although it was accepted.
public final class Driver implements AutoCloseable {

  private static final int ABANDONED_EVERY = 5;
  private static final int REPEATED_EVERY = 25;
  private static final int SINGLY_EVERY = 40;
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(20);
  private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<URI> edge;
  private final Traffic traffic;
  private final Map<Integer, Tenant> tenants;
  private final Journal journal;
  private final Pace pace;
  private final long total;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(3)).build();
  private final AtomicLong nextBlock = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final Set<Long> secondsWithoutAnswer = new ConcurrentSkipListSet<>();
  private final Map<Integer, Long> statuses = Collections.synchronizedMap(new TreeMap<>());
  private final long began = System.nanoTime();

  /// @param edge where ingest-service answers
  /// @param total how many events; a multiple of [Traffic#BLOCK]
  public Driver(URI edge, Traffic traffic, List<Tenant> tenants, Journal journal, Pace pace, long total) {
    this(() -> edge, traffic, tenants, journal, pace, total);
  }

  /// The same where several replicas answer.
  ///
  /// @param edge says for each request who takes it
  public Driver(Supplier<URI> edge, Traffic traffic, List<Tenant> tenants, Journal journal, Pace pace, long total) {
    this.edge = edge;
    this.traffic = traffic;
    this.tenants = tenants.stream().collect(Collectors.toMap(Tenant::organization, tenant -> tenant));
    this.journal = journal;
    this.pace = pace;
    this.total = total;
  }

  /// Declares the traffic's history for every organisation; waits through whatever trouble there is.
  public void declareHistory() throws InterruptedException {
    var range = "{\"from\":\"" + traffic.historyFrom() + "\",\"to\":\"" + traffic.historyTo() + "\"}";
    for (var tenant : tenants.values()) {
      while (post("/v1/backfills", "application/json", tenant.key(), range).status != 201) {
        backOff();
      }
    }
  }

  /// Sends everything and returns when every event has its outcome in the journal.
  ///
  /// @param senders how many requests are under way at the same time
  public void run(int senders) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        running.add(threads.submit(() -> {
          sendBlocks();
          return null;
        }));
      }
      for (var sender : running) {
        sender.get();
      }
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a sender failed", bug.getCause());
    }
  }

  /// Events whose block has been handed to a sender.
  public long sent() {
    return sent.get();
  }

  /// In how many seconds at least one request got no answer, or 503.
  public int secondsWithoutAnswer() {
    return secondsWithoutAnswer.size();
  }

  /// How often each status was answered; 0 is no answer.
  public Map<Integer, Long> statuses() {
    return new TreeMap<>(statuses);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private void sendBlocks() throws InterruptedException {
    while (true) {
      long block = nextBlock.getAndIncrement();
      long first = block * Traffic.BLOCK;
      if (first >= total) {
        return;
      }
      pace.await(first, Traffic.BLOCK);
      sent.addAndGet(Traffic.BLOCK);
      if (block % SINGLY_EVERY == SINGLY_EVERY - 1) {
        for (int i = 0; i < Traffic.BLOCK; i++) {
          persist(first + i, 1);
        }
      } else {
        persist(first, Traffic.BLOCK);
        if (block % REPEATED_EVERY == 0) {
          persist(first, Traffic.BLOCK);
        }
      }
    }
  }

  private void persist(long first, int count) throws InterruptedException {
    boolean abandoned = first / Traffic.BLOCK % ABANDONED_EVERY == 0;
    while (!send(first, count) && !abandoned) {
      backOff();
    }
  }

  /// Whether the request was answered for good.
  private boolean send(long first, int count) throws InterruptedException {
    boolean single = count == 1;
    var path = "/v1/events?lane=" + (traffic.lane(first) == Lane.LIVE ? "live" : "backfill");
    var key = tenant(first).key();
    var body = single ? traffic.event(first).json() : batch(first, count);
    long request = journal.intent(first, count);
    var answer = post(path, single ? "application/cloudevents+json" : "application/cloudevents-batch+json", key, body);
    if (isUnknown(answer.status)) {
      journal.unknown(request);
      return false;
    }
    journal.answered(request, single ? List.of(answer.status == 202) : results(answer, count));
    return true;
  }

  /// No answer, "send again", or an answer that should not be: whether the events were taken is not known.
  private static boolean isUnknown(int status) {
    return status == 0 || status == 429 || status >= 500;
  }

  private static List<Boolean> results(Answer answer, int count) {
    if (answer.status != 200) {
      throw new IllegalStateException("a well-formed batch was answered " + answer.status + ": " + answer.body);
    }
    try {
      var results = JSON.readTree(answer.body).path("results");
      if (results.size() != count) {
        throw new IllegalStateException(count + " events were answered by " + results.size() + " results");
      }
      var accepted = new ArrayList<Boolean>(Collections.nCopies(count, false));
      for (var result : results) {
        accepted.set(result.path("index").asInt(-1), result.path("status").asText().equals("accepted"));
      }
      return accepted;
    } catch (IOException notJson) {
      throw new IllegalStateException("not JSON: " + answer.body, notJson);
    }
  }

  private String batch(long first, int count) {
    var json = new StringBuilder(count * 300).append('[');
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",").append(traffic.event(first + i).json());
    }
    return json.append(']').toString();
  }

  private Tenant tenant(long number) {
    var tenant = tenants.get(traffic.organization(number));
    if (tenant == null) {
      throw new IllegalStateException("no key for organisation " + traffic.organization(number));
    }
    return tenant;
  }

  private record Answer(int status, String body) {
  }

  private Answer post(String path, String type, String key, String body) throws InterruptedException {
    var request = HttpRequest.newBuilder(edge.get().resolve(path)).timeout(LONGEST_REQUEST)
        .header("Authorization", "Bearer " + key).header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
    Answer answer;
    try {
      var response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
      answer = new Answer(response.statusCode(), response.body());
    } catch (IOException noAnswer) {
      answer = new Answer(0, "");
    }
    statuses.merge(answer.status, 1L, Long::sum);
    if (isUnknown(answer.status)) {
      secondsWithoutAnswer.add(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }
    return answer;
  }

  private static void backOff() throws InterruptedException {
    LockSupport.parkNanos(BACK_OFF_NANOS);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
