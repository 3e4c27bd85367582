package io.groundswell.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.groundswell.ingest.quota.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InflationTest {

  private static final int LARGEST = 100_000;

  private long room = 1_000_000;

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void takesBodiesUpToTheLimitAndNotAByteMore(Encoding encoding) throws IOException {
    for (int length : List.of(0, 1, 16_384, LARGEST - 1, LARGEST)) {
      var plain = noise(length);
      assertThat(undo(encoding, compressed(encoding, plain))).isInstanceOfSatisfying(Inflation.Outcome.Inflated.class,
          inflated -> assertThat(inflated.plain()).isEqualTo(plain));
    }
    assertThat(undo(encoding, compressed(encoding, noise(LARGEST + 1))))
        .isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.TOO_LARGE));
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aBombIsPutOutAtTheLimit(Encoding encoding) throws IOException {
    var bomb = compressed(encoding, new byte[256 << 20]);
    assertThat(bomb.length).isLessThan(300_000);
    var read = new AtomicLong();
    var watched = new ByteArrayInputStream(bomb) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        int come = super.read(into, offset, length);
        read.addAndGet(come);
        return come;
      }
    };

    try (var stream = encoding.open(watched)) {
      assertThat(stream.readNBytes(LARGEST)).hasSize(LARGEST);
    }

    assertThat(undo(encoding, bomb)).isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.TOO_LARGE));
    assertThat(read.get()).as("compressed bytes that were looked at").isLessThanOrEqualTo(128 << 10);
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aStreamThatEndsAnywhereButAtItsEndIsRefused(Encoding encoding) throws IOException {
    var whole = compressed(encoding, noise(2_000));

    for (int length = 1; length < whole.length; length++) {
      assertThat(undo(encoding, Arrays.copyOf(whole, length))).as("%d bytes", length)
          .isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.INVALID_ENCODING));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void aFlippedBitIsNeverTakenForWhatWasSent(Encoding encoding) throws IOException {
    var plain = noise(300);
    var whole = compressed(encoding, plain);

    int refused = 0;
    for (int bit = 0; bit < whole.length * 8; bit++) {
      var flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      if (undo(encoding, flipped) instanceof Inflation.Outcome.Inflated(var other)) {
        // A bit that says nothing of the content, such as the time in a gzip header.
        assertThat(other).as("bit %d", bit).isEqualTo(plain);
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length * 7);
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void membersOneAfterTheOtherAreOneBody(Encoding encoding) throws IOException {
    var two = join(compressed(encoding, "one ".getBytes(StandardCharsets.UTF_8)), compressed(encoding, new byte[0]),
        compressed(encoding, "two".getBytes(StandardCharsets.UTF_8)));

    assertThat(undo(encoding, two)).isInstanceOfSatisfying(Inflation.Outcome.Inflated.class,
        inflated -> assertThat(inflated.plain()).asString(StandardCharsets.UTF_8).isEqualTo("one two"));
    // However the bytes come: here one at a time.
    try (var stream = encoding.open(new Dribble(two))) {
      assertThat(stream.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("one two");
    }
    assertThat(undo(encoding, join(two, "garbage".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.INVALID_ENCODING));
    assertThat(undo(encoding, join(two, new byte[1])))
        .isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.INVALID_ENCODING));
  }

  @Test
  void aGzipHeaderMayHoldAllThatItMay() throws IOException {
    var plain = "{}".getBytes(StandardCharsets.UTF_8);
    var member = compressed(Encoding.GZIP, plain);
    var header = new ByteArrayOutputStream();
    header.write(new byte[]{0x1f, (byte) 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3});
    header.write(new byte[]{3, 0, 7, 7, 7});
    header.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    var checksum = new CRC32();
    checksum.update(header.toByteArray());
    header.write((int) checksum.getValue());
    header.write((int) checksum.getValue() >> 8);

    var whole = join(header.toByteArray(), Arrays.copyOfRange(member, 10, member.length));

    assertThat(undo(Encoding.GZIP, whole)).isInstanceOfSatisfying(Inflation.Outcome.Inflated.class,
        inflated -> assertThat(inflated.plain()).isEqualTo(plain));
    whole[12] ^= 1;
    assertThat(undo(Encoding.GZIP, whole)).isInstanceOf(Inflation.Outcome.Failed.class);
  }

  @Test
  void aZstdFrameMayNotAskForAnEndlessWindow() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStream(bytes).setLong(27)) {
      zstd.write(noise(1_000));
    }

    assertThat(undo(Encoding.ZSTD, bytes.toByteArray()))
        .isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.INVALID_ENCODING));
  }

  @Test
  void whatAllBodiesHoldTogetherIsLimited() throws IOException {
    var body = compressed(Encoding.GZIP, noise(50_000));
    room = 50_000;

    assertThat(undo(Encoding.GZIP, body)).isEqualTo(new Inflation.Outcome.Failed(EdgeProblem.OVERLOADED));
    room = 100_000;
    assertThat(undo(Encoding.GZIP, body)).isInstanceOf(Inflation.Outcome.Inflated.class);
  }

  @Test
  void knowsOneEncodingAtATime() {
    assertThat(Encoding.find(List.of())).isEqualTo(Encoding.IDENTITY);
    assertThat(Encoding.find(List.of(" GZip"))).isEqualTo(Encoding.GZIP);
    assertThat(Encoding.find(List.of("x-gzip"))).isEqualTo(Encoding.GZIP);
    assertThat(Encoding.find(List.of("zstd"))).isEqualTo(Encoding.ZSTD);
    assertThat(Encoding.find(List.of("br"))).isNull();
    assertThat(Encoding.find(List.of("gzip, zstd"))).isNull();
    assertThat(Encoding.find(List.of("gzip", "gzip"))).isNull();
  }

  private Inflation.Outcome undo(Encoding encoding, byte[] body) {
    return new Inflation(LARGEST).undo(encoding, body,
        plain -> plain > room ? Claim.Outcome.ALL_HOLD_TOO_MUCH : Claim.Outcome.TAKEN);
  }

  static byte[] compressed(Encoding encoding, byte[] plain) throws IOException {
    if (encoding == Encoding.ZSTD) {
      var bytes = new ByteArrayOutputStream();
      try (var zstd = new ZstdOutputStream(bytes, Zstd.defaultCompressionLevel()).setChecksum(true)) {
        zstd.write(plain);
      }
      return bytes.toByteArray();
    }
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] noise(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (var part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /// Gives a byte at a time, and does not know what comes.
  private static final class Dribble extends InputStream {

    private final InputStream whole;

    Dribble(byte[] bytes) {
      this.whole = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      return whole.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return whole.read(into, offset, Math.min(1, length));
    }
  }
}
