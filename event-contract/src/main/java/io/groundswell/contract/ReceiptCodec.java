package io.groundswell.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Writes receipts and reads them back: one AES block, in 22 characters of base64url. A block without chaining is what
/// is wanted here, for every receipt is one block and no two are the same. Its text says nothing about the volume of
/// others, and a text that was made up names an organisation, a topic and a lane that fit with a probability of about
/// 2^-48.
///
/// | bytes | |
/// |---|---|
/// | 0–3 | organisation |
/// | 4–5 | lane (2 bits), topic mark (14 bits) |
/// | 6–7 | partition |
/// | 8–15 | offset |
public final class ReceiptCodec {

  /// Characters of a receipt.
  public static final int LENGTH = 22;

  /// What the key is derived from the pepper for.
  public static final String PEPPER_LABEL = "receipts";

  private static final int BLOCK = 16;
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

  private final SecretKeySpec key;
  /// A cipher is no more than its key schedule, but making one takes longer than a hundred blocks.
  private final ThreadLocal<Cipher> sealing = ThreadLocal.withInitial(() -> cipher(Cipher.ENCRYPT_MODE));

  /// @param key 16 or 32 bytes, the same in all services
  public ReceiptCodec(byte[] key) {
    if (key.length != 16 && key.length != 32) {
      throw new IllegalArgumentException("an AES key has 16 or 32 bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  public String write(Receipt receipt) {
    var text = writeAll(receipt.organization(), receipt.lane(), receipt.topicMark(), new int[]{receipt.partition()},
        new long[]{receipt.offset()});
    return new String(text, StandardCharsets.US_ASCII);
  }

  /// The receipts of one request, one behind the other, [#LENGTH] ASCII characters each; about 50 ns a receipt.
  public byte[] writeAll(int organization, Lane lane, int topicMark, int[] partitions, long[] offsets) {
    var blocks = ByteBuffer.allocate(BLOCK * offsets.length);
    var tag = (short) (lane.ordinal() << Receipt.MARK_BITS | topicMark);
    for (int i = 0; i < offsets.length; i++) {
      blocks.putInt(organization).putShort(tag).putShort((short) partitions[i]).putLong(offsets[i]);
    }
    try {
      sealing.get().doFinal(blocks.array(), 0, blocks.capacity(), blocks.array(), 0);
    } catch (GeneralSecurityException neverWithWholeBlocks) {
      throw new IllegalStateException(neverWithWholeBlocks);
    }
    var texts = new byte[LENGTH * offsets.length];
    blocks.rewind();
    for (int i = 0; i < offsets.length; i++) {
      write(blocks.getLong(), blocks.getLong(), texts, LENGTH * i);
    }
    return texts;
  }

  /// 128 bits as 22 characters of six bits, the last of which holds two: base64url (RFC 4648) without padding.
  private static void write(long high, long low, byte[] texts, int at) {
    for (int i = 0; i < 10; i++) {
      texts[at + i] = ALPHABET[(int) (high >>> (58 - 6 * i)) & 63];
    }
    texts[at + 10] = ALPHABET[(int) (((high << 2) & 60) | (low >>> 62))];
    for (int i = 11; i < 21; i++) {
      texts[at + i] = ALPHABET[(int) (low >>> (122 - 6 * i)) & 63];
    }
    texts[at + 21] = ALPHABET[(int) (low << 4) & 48];
  }

  /// The receipt in the text, or null where it is none of ours. Whether its topic, partition and offset are there is
  /// for the reader to see, and that the organisation is the asker's.
  public @Nullable Receipt find(String text) {
    if (text.length() != LENGTH) {
      return null;
    }
    try {
      var sealed = Base64.getUrlDecoder().decode(text);
      var block = ByteBuffer.wrap(cipher(Cipher.DECRYPT_MODE).doFinal(sealed));
      int organization = block.getInt();
      int tag = block.getShort() & 0xffff;
      int partition = block.getShort();
      long offset = block.getLong();
      int lane = tag >>> Receipt.MARK_BITS;
      if (organization < 1 || partition < 0 || offset < 0 || lane >= Lane.values().length) {
        return null;
      }
      var receipt =
          new Receipt(organization, Lane.values()[lane], tag & (1 << Receipt.MARK_BITS) - 1, partition, offset);
      // The last character has bits to spare: only the text that was given out is the receipt.
      return write(receipt).equals(text) ? receipt : null;
    } catch (IllegalArgumentException | GeneralSecurityException notBase64) {
      return null;
    }
  }

  private Cipher cipher(int mode) {
    try {
      var cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, key);
      return cipher;
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
