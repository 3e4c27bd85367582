package io.groundswell.trend.webhook;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses a webhook may go to: those of the public Internet, so that nobody reaches by us what is not open to
/// them. By IANA's registries of special-purpose addresses (RFC 6890 and what was added since).
final class Addresses {

  private static final List<Network> NOT_PUBLIC = Stream.of(
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
      "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
      "224.0.0.0/4", "240.0.0.0/4",
      // Of IPv6 only 2000::/3 is given out; of that not: protocol assignments with Teredo, documentation, 6to4, which
      // would lead to an IPv4 address of the sender's choice.
      "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20").map(Network::of).toList();

  private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

  private Addresses() {
  }

  private record Network(byte[] begin, int bits) {

    static Network of(String text) {
      int slash = text.indexOf('/');
      return new Network(literal(text.substring(0, slash)).getAddress(), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean holds(byte[] address) {
      if (address.length != begin.length) {
        return false;
      }
      int rest = address.length * Byte.SIZE - bits;
      return new BigInteger(1, address).shiftRight(rest).equals(new BigInteger(1, begin).shiftRight(rest));
    }
  }

  /// An address that is written as one: nothing is looked up.
  private static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException notALiteral) {
      throw new IllegalArgumentException(text, notALiteral);
    }
  }

  /// @param loopback whether this machine itself may be reached
  static boolean mayBeReached(InetAddress address, boolean loopback) {
    if (address.isLoopbackAddress()) {
      return loopback;
    }
    // An IPv4 address that is written as one of IPv6 arrives here as what it is.
    var bytes = address.getAddress();
    return (address instanceof Inet4Address || GLOBAL_UNICAST.holds(bytes))
        && NOT_PUBLIC.stream().noneMatch(network -> network.holds(bytes));
  }
}
