package io.groundswell.groundwork.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void tellsTypeTitleStatusRuleAndPlace() {
    var problem = Problem.of(new Refusal(Reason.MISSING_ATTRIBUTE, "/id", "id is required"));

    assertThat(new String(problem.toJson(), StandardCharsets.UTF_8)).isEqualTo("""
        {"type":"/problems/missing_attribute","title":"A required attribute is missing","status":400,\
        "detail":"id is required","pointer":"/id"}""");
    assertThat(problem.slug()).isEqualTo("missing_attribute");
  }

  @Test
  void leavesThePointerOutWhereTheWholeEventIsMeant() {
    var problem = Problem.of(new Refusal(Reason.NOT_JSON, "", "not well-formed JSON"));

    assertThat(new String(problem.toJson(), StandardCharsets.UTF_8)).doesNotContain("pointer");
  }
}
