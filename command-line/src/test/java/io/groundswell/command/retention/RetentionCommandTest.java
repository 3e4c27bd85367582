package io.groundswell.command.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionCommandTest {

  private static final String RULE =
      """
      {"eventType":"session.ended","keepDays":30,"expiredBefore":"2026-10-22","removed":7,"changedAt":"2026-11-21T00:00:00Z"}""";

  private final StandInEdge service = new StandInEdge();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void listsRules() {
    answers(200, "{\"rules\":[" + RULE + ",{\"eventType\":\"*\",\"removed\":0}]}");

    assertThat(retention("list").out().replaceAll(" +", " ").lines()).containsExactly(
        "TYPE KEPT EXPIRED BEFORE REMOVED BEFORE EVENTS", "session.ended 30 days 2026-10-22 - 7", "* for ever - - 0");
  }

  @Test
  void setsAndRemovesRules() {
    answers(200, RULE);
    answers(200, RULE);

    assertThat(retention("set", "session.ended", "--days", "30").exitCode()).isZero();
    assertThat(retention("remove", "*", "--json").out()).contains("\"removed\" : 7");
    assertThat(service.requests()).containsExactly("PUT /v1/retention/session.ended {\"keepDays\":30}",
        "DELETE /v1/retention/* ");
  }

  @Test
  void tellsWrongCommandLinesFromRefusals() {
    assertThat(retention().err()).contains("Missing: list, set or remove");
    assertThat(retention("set", "session.ended").exitCode()).isEqualTo(2);
    assertThat(retention("set", "session.ended", "--days", "soon").exitCode()).isEqualTo(2);
    answers(400, "{\"title\":\"A member is wrong\",\"detail\":\"keepDays must be more\"}");
    assertThat(retention("set", "a", "--days", "0").err()).contains("keepDays must be more");
  }

  private void answers(int status, String body) {
    service.first(status, Map.of("Content-Type", "application/json"), body);
  }

  private CommandRun retention(String... arguments) {
    var all = new ArrayList<>(List.of("retention"));
    all.addAll(List.of(arguments));
    all.addAll(arguments.length == 0 ? List.of() : List.of("--url", service.url().toString(), "--key", "secret"));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
