package io.groundswell.groundwork.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.groundswell.contract.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An error as its receiver reads it (RFC 9457).
///
/// @param type stable, `/problems/<slug>`: what programs look at
/// @param title the same for every problem of the type
/// @param status the HTTP status
/// @param detail the field and the rule, in a sentence; never a value that was sent
/// @param pointer JSON pointer (RFC 6901) to the offending member, null where there is none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, @Nullable String pointer) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  public static Problem of(int status, String slug, String title, String detail) {
    return new Problem("/problems/" + slug, title, status, detail, null);
  }

  /// A request parameter that breaks a rule.
  public static Problem parameter(String name, String rule) {
    return new Problem("/problems/invalid_parameter", "A parameter has the wrong shape", 400, name + " " + rule, null);
  }

  /// A request parameter that nobody asks for: misspelt, mostly. Its name is told, as far as it is a name at all.
  ///
  /// @param known those that there are
  public static Problem unknownParameter(String name, Collection<String> known) {
    return parameter(NAME.matcher(name).matches() ? name : "a parameter", known.isEmpty()
        ? "is unknown here; there are no parameters"
        : "is unknown here; there are: " + String.join(", ", known.stream().sorted().toList()));
  }

  /// A member of a request's body that breaks a rule.
  ///
  /// @param name of the member at the top of the body
  public static Problem member(String name, String rule) {
    return new Problem("/problems/invalid_parameter", "A parameter has the wrong shape", 400, name + " " + rule,
        "/" + name.replace("~", "~0").replace("/", "~1"));
  }

  public static Problem of(Refusal refusal) {
    var reason = refusal.reason();
    return new Problem("/problems/" + reason.slug(), reason.title(), reason.status(), refusal.detail(),
        refusal.pointer().isEmpty() ? null : refusal.pointer());
  }

  /// The last segment of the type.
  public String slug() {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  public byte[] toJson() {
    var bytes = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(bytes)) {
      writeTo(json);
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
    return bytes.toByteArray();
  }

  /// Writes the problem as an object, for answers that hold several.
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeStringField("title", title);
    json.writeNumberField("status", status);
    json.writeStringField("detail", detail);
    if (pointer != null) {
      json.writeStringField("pointer", pointer);
    }
    json.writeEndObject();
  }
}
