package io.groundswell.proof.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A closed-loop sender on one thread: every connection sends a request, waits for the whole answer, and sends the
/// next. Plain NIO and requests changed in place, since the sender shares the machine with what it measures.
final class Load {

  /// Ids differ between runs against the same system, or everything after the first would be a duplicate.
  private static final AtomicLong NEXT_EVENT = new AtomicLong(System.nanoTime() / 1_000 % 1_000_000_000L * 1_000);

  private final URI target;
  private final String path;
  private final List<String> keys;
  private final int batch;
  private final int connections;
  private final Instant time;
  private final double perSecond;
  private final int again;

  Load(URI target, String path, String key, int batch, int connections, Instant time, double perSecond) {
    this(target, path, List.of(key), batch, connections, time, perSecond, 0);
  }

  /// @param keys that the connections take in turn
  /// @param again of so many requests of a connection the last one is the one before once more; 0 for none
  /// @param perSecond events a second at most, over all connections; infinity for as fast as answers come
  Load(URI target, String path, List<String> keys, int batch, int connections, Instant time, double perSecond,
      int again) {
    this.target = target;
    this.path = path;
    this.keys = List.copyOf(keys);
    this.again = again;
    this.batch = batch;
    this.connections = connections;
    this.time = time;
    this.perSecond = perSecond;
  }

  /// What a run came to.
  ///
  /// @param eventsPerSecond events that were accepted, a second
  /// @param p50 and p99: milliseconds from the first byte sent to the last byte received, a request
  /// @param failures requests that were not answered as they should be
  /// @param example the first such answer, else empty
  record Result(double eventsPerSecond, double p50, double p99, long failures, String example) {
  }

  /// Sends for the warm-up, forgets it, and measures for the duration.
  Result run(Duration warmUp, Duration duration) throws IOException {
    try (var selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        new Connection(selector, keys.get(i % keys.size()));
      }
      long began = System.nanoTime();
      long measured = began + warmUp.toNanos();
      long end = measured + duration.toNanos();
      var latencies = new Samples();
      long failures = 0;
      var example = "";
      long requests = 0;
      long released = 0;
      for (long now = began; now < end; now = System.nanoTime()) {
        long due = (long) ((now - began) / 1e9 * perSecond / batch);
        for (var selection : selector.keys()) {
          if (released >= due) {
            break;
          }
          var connection = (Connection) selection.attachment();
          if (connection.isIdle()) {
            connection.send();
            released++;
          }
        }
        if (perSecond < Double.POSITIVE_INFINITY) {
          selector.select(1);
        } else {
          selector.select(100);
        }
        for (var selection : selector.selectedKeys()) {
          var connection = (Connection) selection.attachment();
          var answer = connection.advance();
          if (answer == Answer.NONE_YET) {
            continue;
          }
          if (connection.sentAt >= measured) {
            requests++;
            latencies.add(System.nanoTime() - connection.sentAt);
            failures += answer == Answer.BAD ? 1 : 0;
            example = answer == Answer.BAD && example.isEmpty() ? connection.text() : example;
          }
          if (perSecond == Double.POSITIVE_INFINITY) {
            connection.send();
          }
        }
        selector.selectedKeys().clear();
      }
      for (var selection : selector.keys()) {
        selection.channel().close();
      }
      double seconds = duration.toNanos() / 1e9;
      return new Result((requests - failures) * batch / seconds, latencies.percentile(0.5), latencies.percentile(0.99),
          failures,
          example);
    }
  }

  private enum Answer {
    NONE_YET, GOOD, BAD
  }

  private final class Connection {

    private final SocketChannel channel;
    private final EventBytes requests;
    private final ByteBuffer out;
    private ByteBuffer in = ByteBuffer.allocate(1 << 16);
    private final SelectionKey selection;
    private long sentAt;
    private boolean idle = true;
    private int expected = -1;
    private long sent;
    private long first;

    Connection(Selector selector, String key) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(target.getHost(), target.getPort()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      requests = new EventBytes(target.getAuthority(), path, key, batch, time);
      out = ByteBuffer.allocateDirect(requests.numbered(0).length);
      selection = channel.register(selector, SelectionKey.OP_READ, this);
      if (perSecond == Double.POSITIVE_INFINITY) {
        send();
      }
    }

    String text() {
      return new String(in.array(), 0, Math.min(in.position(), 500), StandardCharsets.UTF_8);
    }

    boolean isIdle() {
      return idle;
    }

    void send() throws IOException {
      sent++;
      if (again == 0 || sent % again != 0) {
        first = NEXT_EVENT.getAndAdd(batch);
      }
      out.clear().put(requests.numbered(first)).flip();
      in.clear();
      expected = -1;
      idle = false;
      sentAt = System.nanoTime();
      write();
    }

    Answer advance() throws IOException {
      if (selection.isWritable()) {
        write();
      }
      if (!selection.isReadable()) {
        return Answer.NONE_YET;
      }
      if (channel.read(in) < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (!in.hasRemaining()) {
        in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
      }
      if (expected < 0) {
        expected = Answers.length(in.array(), in.position());
      }
      if (expected < 0 || in.position() < expected) {
        return Answer.NONE_YET;
      }
      idle = true;
      return Answers.isGood(in.array(), in.position(), batch) ? Answer.GOOD : Answer.BAD;
    }

    private void write() throws IOException {
      channel.write(out);
      selection.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
  }

  /// Reads just enough of an answer to know its end and whether everything was accepted.
  private static final class Answers {

    private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("ontent-");
    private static final byte[] NONE_REJECTED = bytes("\"rejected\":0");

    /// The length of the whole answer, or -1 where its head is not complete.
    static int length(byte[] bytes, int end) {
      int head = find(bytes, 0, end, END_OF_HEAD);
      if (head < 0) {
        return -1;
      }
      for (int at = find(bytes, 0, head, LENGTH); at >= 0; at = find(bytes, at + 1, head, LENGTH)) {
        int digits = at + LENGTH.length + "length:".length();
        if ((bytes[at + LENGTH.length] | 0x20) != 'l' || digits >= head) {
          continue;
        }
        int length = 0;
        for (int i = digits; i < head && bytes[i] != '\r'; i++) {
          length = bytes[i] == ' ' ? length : length * 10 + bytes[i] - '0';
        }
        return head + END_OF_HEAD.length + length;
      }
      throw new IllegalStateException(
          "an answer without Content-Length: " + new String(bytes, 0, head, StandardCharsets.US_ASCII));
    }

    static boolean isGood(byte[] bytes, int end, int batch) {
      boolean success = bytes["HTTP/1.1 ".length()] == '2';
      return success && (batch == 1 || find(bytes, 0, end, NONE_REJECTED) >= 0);
    }

    private static int find(byte[] bytes, int from, int end, byte[] wanted) {
      for (int i = from; i <= end - wanted.length; i++) {
        if (bytes[i] == wanted[0] && Arrays.mismatch(bytes, i, i + wanted.length, wanted, 0, wanted.length) < 0) {
          return i;
        }
      }
      return -1;
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
