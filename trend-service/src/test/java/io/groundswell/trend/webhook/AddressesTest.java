package io.groundswell.trend.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.trend.webhook.Delivery.Outcome;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  private static final Pepper PEPPER = Pepper.of("a pepper of at least 32 characters");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
      "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::",
      "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
      "2002:a00:1::", "2001::1", "2001:db8::1", "::10.0.0.1"})
  void whatIsNotOfThePublicInternetIsNotReached(String address) throws UnknownHostException {
    assertThat(Addresses.mayBeReached(InetAddress.getByName(address), false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "93.184.215.14", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111",
      "2a00:1450:4001::1"})
  void whatIsIsReached(String address) throws UnknownHostException {
    assertThat(Addresses.mayBeReached(InetAddress.getByName(address), false)).isTrue();
  }

  @Test
  void loopbackIsReachedWhereItIsAllowedAndNothingElse() throws UnknownHostException {
    assertThat(Addresses.mayBeReached(InetAddress.getByName("127.0.0.1"), true)).isTrue();
    assertThat(Addresses.mayBeReached(InetAddress.getByName("::1"), true)).isTrue();
    assertThat(Addresses.mayBeReached(InetAddress.getByName("10.0.0.1"), true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/", "ftp://example.com/", "https://127.0.0.1/", "https://[::1]/",
      "https://10.0.0.1/", "https://2130706433.0/", "https://user:secret@example.com/", "https://example.com/#there",
      "https:///path", "example.com", "https://exa mple.com/", "http://localhost/"})
  void anAddressThatCanNeverWorkIsRefusedAtOnce(String url) {
    assertThatThrownBy(() -> Target.of(url, false)).isInstanceOf(ProblemException.class).hasMessageContaining("url");
  }

  private static Outcome deliver(Receiver receiver, boolean loopback, Courier.Names names) throws Exception {
    return deliver("http://hooks.example:" + receiver.port() + "/",
        Map.of("groundswell.webhook.allow-loopback", Boolean.toString(loopback)), names);
  }

  private static Outcome deliver(String url, Map<String, String> settings, Courier.Names names)
      throws InterruptedException {
    var config = new SmallRyeConfigBuilder().withMapping(WebhookConfig.class)
        .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
        .withDefaultValues(settings)
        .addDefaultInterceptors().build().getConfigMapping(WebhookConfig.class);
    var vertx = Vertx.vertx();
    try {
      return new Courier(vertx, PEPPER, config, InstantSource.system(), names)
          .deliver(new Delivery(1, UUID.randomUUID(), UUID.randomUUID(), URI.create(url), "{}", 1));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void aNameThatLeadsInsideIsNotConnectedToEvenBesideAPublicAddress() throws Exception {
    try (var receiver = new Receiver(n -> 200)) {
      var inside = InetAddress.getByName("127.0.0.1");
      var outside = InetAddress.getByName("1.1.1.1");
      assertThat(deliver(receiver, false, name -> new InetAddress[]{inside}))
          .isEqualTo(new Outcome.Failed(0, "the name leads to an address that is not public"));
      assertThat(deliver(receiver, false, name -> new InetAddress[]{outside, inside}))
          .isInstanceOf(Outcome.Failed.class);
      assertThat(receiver.got).isEmpty();
    }
  }

  @Test
  void theConnectionGoesToTheAddressThatWasLookedAtAndTheNameIsNotAskedAgain() throws Exception {
    try (var receiver = new Receiver(n -> 200)) {
      var asked = new AtomicInteger();
      // hooks.example exists nowhere: only the address that was looked at can have been connected to.
      assertThat(deliver(receiver, true, name -> {
        asked.incrementAndGet();
        return new InetAddress[]{InetAddress.getByName("127.0.0.1")};
      })).isEqualTo(new Outcome.Arrived(200));
      assertThat(asked).hasValue(1);
      assertThat(receiver.got).hasSize(1);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException, Exception {
    try (var receiver = new Receiver(n -> 302)) {
      assertThat(deliver(receiver, true, name -> new InetAddress[]{InetAddress.getByName("127.0.0.1")}))
          .isEqualTo(new Outcome.Failed(302, "a redirect, which is not followed"));
      assertThat(receiver.got).hasSize(1);
    }
  }

  /// By the name in the address, though the connection goes to digits.
  @Test
  void theCertificateMustBeForTheNameAndOfAnAuthorityThatIsGiven() throws Exception {
    var certified = Certified.by("an authority of ours");
    var here = Map.of("groundswell.webhook.allow-loopback", "true");
    var trusting = Map.of("groundswell.webhook.allow-loopback", "true", "groundswell.webhook.authorities",
        certified.authority().toString());
    Courier.Names loopback = name -> new InetAddress[]{InetAddress.getByName("127.0.0.1")};
    try (var receiver = new Receiver(n -> 200, certified)) {
      var port = receiver.port();
      assertThat(deliver("https://other.example:" + port + "/", trusting, loopback))
          .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.why()).contains("other.example"));
      assertThat(deliver("https://hooks.example:" + port + "/", here, loopback))
          .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.why()).contains("trusted"));
      assertThat(receiver.got).isEmpty();
      assertThat(deliver("https://hooks.example:" + port + "/", trusting, loopback))
          .isEqualTo(new Outcome.Arrived(200));
      assertThat(receiver.got).hasSize(1);
    }
  }

  @Test
  void aFileThatHoldsNoAuthorityIsNamed() throws IOException {
    var empty = Files.createTempFile("no-authority", ".pem");
    assertThatThrownBy(() -> Authorities.trusted(empty.toString())).hasMessageContaining(
        "groundswell.webhook.authorities: " + empty);
    assertThatThrownBy(() -> Authorities.trusted(empty + ".none")).hasMessageContaining(empty + ".none");
  }
}
