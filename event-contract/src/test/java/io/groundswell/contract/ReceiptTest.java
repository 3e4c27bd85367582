package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

  private static final ReceiptCodec CODEC = codec(1);

  @ParameterizedTest
  @EnumSource(Lane.class)
  void namesItsPlaceToWhoeverHasTheKey(Lane lane) {
    for (var receipt : new Receipt[]{new Receipt(1, lane, 0, 0, 0), new Receipt(42, lane, 12_345, 11, 987_654_321),
        new Receipt(Integer.MAX_VALUE, lane, 16_383, Short.MAX_VALUE, Long.MAX_VALUE)}) {
      var text = CODEC.write(receipt);

      assertThat(text).hasSize(ReceiptCodec.LENGTH).matches("[A-Za-z0-9_-]+");
      assertThat(CODEC.find(text)).isEqualTo(receipt);
      assertThat(codec(2).find(text)).isNotEqualTo(receipt);
    }
  }

  @Test
  void areWrittenByTheHundredAsOneByOne() {
    var partitions = IntStream.range(0, 100).map(i -> i % 12).toArray();
    var offsets = IntStream.range(0, 100).mapToLong(i -> 1_000_000L + i).toArray();

    var texts = new String(CODEC.writeAll(7, Lane.BACKFILL, 99, partitions, offsets), StandardCharsets.US_ASCII);

    assertThat(IntStream.range(0, 100).mapToObj(i -> texts.substring(22 * i, 22 * i + 22)))
        .containsExactlyElementsOf(IntStream.range(0, 100)
            .mapToObj(i -> CODEC.write(new Receipt(7, Lane.BACKFILL, 99, partitions[i], offsets[i]))).toList())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA==",
      "AAAAAAAAAA AAAAAAAAAAA", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", "+/AAAAAAAAAAAAAAAAAAAA"})
  void otherTextIsNone(String text) {
    assertThat(CODEC.find(text)).isNull();
  }

  @Test
  void aTextThatWasChangedDoesNotNameAPlaceOfItsOrganization() {
    var text = CODEC.write(new Receipt(1, Lane.LIVE, 5, 3, 1_000));

    for (int at = 0; at < text.length(); at++) {
      var changed = text.toCharArray();
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      var found = CODEC.find(new String(changed));
      assertThat(found == null || found.organization() != 1).isTrue();
    }
  }

  @Test
  void guessesHardlyEverNameAnOrganization() {
    var random = new Random(20_261_120);
    var partitions = new int[1];
    var guessed = IntStream.range(0, 20_000).mapToObj(i -> codec(2).write(
        new Receipt(1, Lane.LIVE, random.nextInt(16_384), partitions[0], random.nextLong(Long.MAX_VALUE))));

    assertThat(guessed.map(CODEC::find).filter(found -> found != null && found.organization() < 1_000)).isEmpty();
  }

  @Test
  void aTopicMadeAnewHasAnotherMark() {
    assertThat(Receipt.markOf(new UUID(0xffff_0000_0000_0000L, 0))).isEqualTo(16_383);
    assertThat(Receipt.markOf(new UUID(0x0004_0000_0000_0000L, 0))).isEqualTo(1);
  }

  private static ReceiptCodec codec(int seed) {
    var key = new byte[32];
    Arrays.fill(key, (byte) seed);
    return new ReceiptCodec(key);
  }
}
