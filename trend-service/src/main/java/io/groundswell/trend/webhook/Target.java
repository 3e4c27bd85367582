package io.groundswell.trend.webhook;

import io.groundswell.groundwork.problem.Fields;
import io.groundswell.groundwork.problem.ProblemException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address that somebody registers. What it leads to is looked at again with every attempt, by [Courier]; here only
/// what can never work is refused.
final class Target {

  private static final int LONGEST = 2_000;
  /// Digits and dots, or an IPv6 address: nothing that a resolver would be asked about.
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");

  private Target() {
  }

  /// @throws ProblemException 400
  static String of(String text, boolean loopback) {
    var url = uri(text);
    if (url == null || url.getHost() == null || text.length() > LONGEST || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw wrong("must be an https URL of at most 2000 characters, without user and fragment");
    }
    var host = url.getHost();
    boolean local = loopback && isLocal(host);
    if (!"https".equals(url.getScheme()) && !(local && "http".equals(url.getScheme()))) {
      throw wrong("must begin with https://");
    }
    if (LITERAL.matcher(host).matches() && !Addresses.mayBeReached(address(host), loopback)) {
      throw wrong("must not lead to an address that is not public");
    }
    return text;
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost") || LITERAL.matcher(host).matches() && address(host).isLoopbackAddress();
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException none) {
      return null;
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException notAnAddress) {
      throw wrong("must name a host");
    }
  }

  private static ProblemException wrong(String rule) {
    return Fields.wrong("url", rule);
  }
}
