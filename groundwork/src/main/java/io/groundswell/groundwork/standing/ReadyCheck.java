package io.groundswell.groundwork.standing;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when no part is in trouble; the answer names each part's reason.
@Readiness
@ApplicationScoped
class ReadyCheck implements HealthCheck {

  private static final String OK_BUT = "ok, but ";

  private final List<Standing> parts;

  ReadyCheck(@All List<Standing> parts) {
    this.parts = parts;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("groundswell").up();
    for (var part : parts) {
      var trouble = part.trouble();
      if (trouble != null) {
        response.down();
      }
      var notice = trouble == null ? part.notice() : null;
      response.withData(part.name(), trouble != null ? trouble : notice != null ? OK_BUT + notice : "ok");
    }
    return response.build();
  }
}
