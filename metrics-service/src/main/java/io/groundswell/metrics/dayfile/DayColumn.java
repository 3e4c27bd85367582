package io.groundswell.metrics.dayfile;

import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.uuidType;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// A column: how it is asked of the database, held here, and kept in a file.
///
/// @param presence whether every row has a value
public record DayColumn(String name, Kind kind, Presence presence) {

  private static final int UUID_BYTES = 16;
  private static final int SHORT_BITS = 16;

  /// Held as, in this order: [Long] of microseconds, [Double], [UUID], [Integer], [Integer], [Long], [String],
  /// [String].
  public enum Kind {
    TIME, DOUBLE, UUID, INT, SHORT, LONG, TEXT, JSON
  }

  /// Whether a row may be without a value.
  public enum Presence {
    ALWAYS, SOMETIMES
  }

  /// What to select, so that the driver's answer is what is held. Exact: the microseconds are counted in numeric.
  String selected() {
    return switch (kind) {
      case TIME -> "(extract(epoch FROM " + name + ") * 1000000)::bigint AS " + name;
      case JSON -> name + "::text AS " + name;
      case DOUBLE, UUID, INT, SHORT, LONG, TEXT -> name;
    };
  }

  /// The parameter of an INSERT that takes what is held.
  String parameter() {
    return switch (kind) {
      case TIME -> "timestamptz 'epoch' + ? * interval '1 microsecond'";
      case JSON -> "?::jsonb";
      case DOUBLE, UUID, INT, SHORT, LONG, TEXT -> "?";
    };
  }

  PrimitiveType type() {
    var repetition = presence == Presence.ALWAYS ? Repetition.REQUIRED : Repetition.OPTIONAL;
    return switch (kind) {
      case TIME -> Types.primitive(PrimitiveTypeName.INT64, repetition).as(timestampType(true, TimeUnit.MICROS))
          .named(name);
      case DOUBLE -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
      case UUID -> Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition).length(UUID_BYTES).as(uuidType())
          .named(name);
      case INT -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
      case SHORT -> Types.primitive(PrimitiveTypeName.INT32, repetition).as(intType(SHORT_BITS, true)).named(name);
      case LONG -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
      case TEXT -> Types.primitive(PrimitiveTypeName.BINARY, repetition).as(stringType()).named(name);
      case JSON -> Types.primitive(PrimitiveTypeName.BINARY, repetition).as(jsonType()).named(name);
    };
  }

  @Nullable
  Object value(ResultSet row, int column) throws SQLException {
    Object value = switch (kind) {
      case TIME, LONG -> row.getLong(column);
      case DOUBLE -> row.getDouble(column);
      case UUID -> row.getObject(column, UUID.class);
      case INT, SHORT -> row.getInt(column);
      case TEXT, JSON -> row.getString(column);
    };
    return row.wasNull() ? null : value;
  }

  void put(Group group, Object value) {
    switch (kind) {
      case TIME, LONG -> group.add(name, (Long) value);
      case DOUBLE -> group.add(name, (Double) value);
      case UUID -> group.add(name, Binary.fromConstantByteArray(RowDigest.bytes((UUID) value)));
      case INT, SHORT -> group.add(name, (Integer) value);
      case TEXT, JSON -> group.add(name, (String) value);
    }
  }

  @Nullable
  Object value(Group group) {
    if (group.getFieldRepetitionCount(name) == 0) {
      return null;
    }
    return switch (kind) {
      case TIME, LONG -> group.getLong(name, 0);
      case DOUBLE -> group.getDouble(name, 0);
      case UUID -> RowDigest.uuid(group.getBinary(name, 0).toByteBuffer());
      case INT, SHORT -> group.getInteger(name, 0);
      case TEXT, JSON -> group.getString(name, 0);
    };
  }
}
