package io.groundswell.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final String ROW = """
      {"id": 7, "name": "Jo", "likes": "12.50", "empty": null, "flag": "t", "profile": "{\\"user\\": {\\"id\\": \\"u9\\"}}",
       "tags": ["a", "b"], "at": "2026-11-20 17:00:00", "first name": "Jo Ann"}""";

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "post/{id} ; \"post/7\"", "{id} ; 7", "{name|lower} ; \"jo\"", "{likes|number} ; 12.5", "{id|text} ; \"7\"",
      "{profile.user.id} ; \"u9\"", "{tags.1} ; \"b\"", "{flag|boolean} ; true", "{empty ?? name} ; \"Jo\"",
      "{empty ?? 'other'} ; \"other\"", "{at|time} ; \"2026-11-20T17:00:00Z\"", "{first name} ; \"Jo Ann\"",
      "x-{empty} ; null", "{missing} ; null", "{profile|json} ; {\"user\":{\"id\":\"u9\"}}"})
  void comesToTheTypeOfItsValue(String text, String json) {
    assertThat(String.valueOf(value(text))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{name|number}", "{name|time}", "{name|boolean}", "{likes|whole}", "{name.first}", "{name|json}"})
  void aValueThatIsNotWhatItShouldBeIsTold(String text) {
    assertThatThrownBy(() -> value(text)).isInstanceOf(Template.Misfit.class).hasMessageContaining(" is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{id", "id}", "{}", "{id|upper}", "{a|}", "{@unknown}"})
  void whatIsNoTemplateIsRefused(String text) {
    assertThatThrownBy(() -> Template.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"2026-11-20T18:00:00+01:00", "2026-11-20 17:00:00", "2026-11-20 17:00:00.000+00", "1795194000",
      "1795194000000", "1795194000000000", "Fri Nov 20 17:00:00 +0000 2026", "2026-11-20 17:00"})
  void timesAreUnderstoodAsOthersWriteThem(String text) {
    assertThat(Times.find(text)).isEqualTo(Instant.parse("2026-11-20T17:00:00Z"));
  }

  @Test
  void whatIsNoTimeIsNone() {
    assertThat(Times.find("someday")).isNull();
    assertThat(Times.find("")).isNull();
    assertThat(Times.find("2026-13-01")).isNull();
    assertThat(Times.find("2026-11-20")).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
  }

  private static @Nullable Object value(String text) {
    try {
      var row = new ObjectMapper().readTree(ROW);
      return Template.of(text).value(row::get);
    } catch (java.io.IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
