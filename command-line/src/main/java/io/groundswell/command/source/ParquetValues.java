package io.groundswell.command.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// The values of a Parquet row as JSON, by their logical types
/// (github.com/apache/parquet-format/blob/master/LogicalTypes.md). Times and dates become texts, decimals keep every
/// digit, lists and maps become arrays and objects, and bytes that nothing is said of are base64.
final class ParquetValues {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long UNSIGNED_INT = 0xffff_ffffL;
  private static final long NANOS_OF_SECOND = 1_000_000_000;
  /// 1970-01-01 in the days of INT96.
  private static final long JULIAN_EPOCH = 2_440_588;
  /// Lists as they were written before there was a rule: the repeated group is the element itself.
  private static final Set<String> OLD_ELEMENTS = Set.of("array", "bag_tuple");

  private ParquetValues() {
  }

  /// A value is not what its column says.
  static final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  static ObjectNode of(Group group) {
    var values = NODES.objectNode();
    var fields = group.getType();
    for (int field = 0; field < fields.getFieldCount(); field++) {
      var type = fields.getType(field);
      int count = group.getFieldRepetitionCount(field);
      if (type.isRepetition(Repetition.REPEATED)) {
        var elements = values.putArray(type.getName());
        for (int at = 0; at < count; at++) {
          elements.add(value(group, field, at));
        }
      } else {
        values.set(type.getName(), count == 0 ? NODES.nullNode() : value(group, field, 0));
      }
    }
    return values;
  }

  private static JsonNode value(Group group, int field, int at) {
    var type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, at, type.asPrimitiveType());
    }
    var inner = group.getGroup(field, at);
    return switch (type.getLogicalTypeAnnotation()) {
      case ListLogicalTypeAnnotation list -> list(inner);
      case MapLogicalTypeAnnotation map -> map(inner);
      case null, default -> of(inner);
    };
  }

  private static JsonNode list(Group list) {
    var elements = NODES.arrayNode();
    boolean isWrapped = isWrapped(list.getType());
    for (int at = 0; at < list.getFieldRepetitionCount(0); at++) {
      if (!isWrapped) {
        elements.add(value(list, 0, at));
      } else {
        var wrapper = list.getGroup(0, at);
        elements.add(wrapper.getFieldRepetitionCount(0) == 0 ? NODES.nullNode() : value(wrapper, 0, 0));
      }
    }
    return elements;
  }

  /// Whether the repeated field holds an element, or is one: the rules for reading older files.
  private static boolean isWrapped(GroupType list) {
    Type repeated = list.getType(0);
    return !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1
        && !OLD_ELEMENTS.contains(repeated.getName()) && !repeated.getName().equals(list.getName() + "_tuple");
  }

  private static JsonNode map(Group map) {
    var members = NODES.objectNode();
    for (int at = 0; at < map.getFieldRepetitionCount(0); at++) {
      var entry = map.getGroup(0, at);
      boolean hasValue = entry.getType().getFieldCount() > 1 && entry.getFieldRepetitionCount(1) > 0;
      members.set(value(entry, 0, 0).asText(), hasValue ? value(entry, 1, 0) : NODES.nullNode());
    }
    return members;
  }

  private static JsonNode primitive(Group group, int field, int at, PrimitiveType type) {
    var meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> NODES.booleanNode(group.getBoolean(field, at));
      case FLOAT -> real(Float.toString(group.getFloat(field, at)));
      case DOUBLE -> real(Double.toString(group.getDouble(field, at)));
      case INT32 -> whole(group.getInteger(field, at), meaning);
      case INT64 -> whole(group.getLong(field, at), meaning);
      case INT96 -> NODES.textNode(instant(NanoTime.fromBinary(group.getInt96(field, at))).toString());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(group.getBinary(field, at), type);
    };
  }

  /// JSON has no other number for what is none.
  private static JsonNode real(String text) {
    return text.equals("NaN") || text.endsWith("Infinity") ? NODES.textNode(text)
        : NODES.numberNode(new BigDecimal(text));
  }

  private static JsonNode whole(long value, @Nullable LogicalTypeAnnotation meaning) {
    return switch (meaning) {
      case DateLogicalTypeAnnotation date -> NODES.textNode(LocalDate.ofEpochDay(value).toString());
      case TimeLogicalTypeAnnotation time ->
          NODES.textNode(LocalTime.ofNanoOfDay(value * (NANOS_OF_SECOND / perSecond(time.getUnit()))).toString());
      case TimestampLogicalTypeAnnotation stamp -> time(value, stamp);
      case DecimalLogicalTypeAnnotation decimal -> NODES.numberNode(BigDecimal.valueOf(value, decimal.getScale()));
      case IntLogicalTypeAnnotation number when !number.isSigned() -> number.getBitWidth() == Long.SIZE
          ? NODES.numberNode(new BigInteger(Long.toUnsignedString(value))) : NODES.numberNode(value & UNSIGNED_INT);
      case null, default -> NODES.numberNode(value);
    };
  }

  private static JsonNode time(long value, TimestampLogicalTypeAnnotation stamp) {
    long perSecond = perSecond(stamp.getUnit());
    var time = Instant.ofEpochSecond(Math.floorDiv(value, perSecond),
        Math.floorMod(value, perSecond) * (NANOS_OF_SECOND / perSecond));
    return NODES.textNode(stamp.isAdjustedToUTC() ? time.toString()
        : LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString());
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000;
      case MICROS -> 1_000_000;
      case NANOS -> NANOS_OF_SECOND;
    };
  }

  private static Instant instant(NanoTime time) {
    return Instant.EPOCH.plus(time.getJulianDay() - JULIAN_EPOCH, ChronoUnit.DAYS).plusNanos(time.getTimeOfDayNanos());
  }

  private static JsonNode bytes(Binary value, PrimitiveType type) {
    return switch (type.getLogicalTypeAnnotation()) {
      case StringLogicalTypeAnnotation text -> NODES.textNode(value.toStringUsingUTF8());
      case EnumLogicalTypeAnnotation word -> NODES.textNode(value.toStringUsingUTF8());
      case JsonLogicalTypeAnnotation json -> json(value.toStringUsingUTF8(), type.getName());
      case DecimalLogicalTypeAnnotation decimal ->
          NODES.numberNode(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
      case UUIDLogicalTypeAnnotation uuid -> {
        var halves = value.toByteBuffer();
        yield NODES.textNode(new UUID(halves.getLong(halves.position()),
            halves.getLong(halves.position() + Long.BYTES)).toString());
      }
      case Float16LogicalTypeAnnotation half -> real(Float.toString(
          Float.float16ToFloat(ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN).getShort())));
      case null, default -> NODES.binaryNode(value.getBytes());
    };
  }

  private static JsonNode json(String text, String column) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new Unreadable(column + " is not well-formed JSON");
    }
  }
}
