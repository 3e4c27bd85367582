package io.groundswell.metrics.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/// The archive, for the operator: its files hold the rows of all organisations.
@Path("/v1/archive")
@Requires(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ArchiveResource {

  /// Whose admin keys run the system: the organisation of the bootstrap key.
  private static final int OPERATOR = 1;

  private static final int USUAL_STAY_DAYS = 7;
  private static final int LONGEST_STAY_DAYS = 366;

  private final Archive archive;
  private final Caller caller;

  ArchiveResource(Archive archive, Caller caller) {
    this.archive = archive;
    this.caller = caller;
  }

  /// @param partitions by day
  record Listed(List<Archived> partitions) {
  }

  /// @param asked days that nobody had asked for before
  record Asked(LocalDate before, int asked) {
  }

  /// @param intact whether all files are what was written
  record Verified(LocalDate day, boolean intact, List<Archive.Checked> files) {
  }

  @GET
  public Listed list() {
    requireOperator();
    return new Listed(archive.list());
  }

  /// Taken: the days go into the archive one by one.
  @POST
  @Path("/run")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  public Asked run(@Nullable JsonNode body) {
    requireOperator();
    var before = body == null ? null : body.path("before").textValue();
    if (before == null) {
      throw new ProblemException(Problem.member("before", "must say which days: a date such as 2026-08-01, exclusive"));
    }
    var day = findDay(before);
    if (day == null) {
      throw new ProblemException(Problem.member("before", "must be a date such as 2026-08-01"));
    }
    return new Asked(day, archive.ask(day));
  }

  @POST
  @Path("/{day}/verify")
  public Verified verify(@RestPath String day) {
    requireOperator();
    var wanted = day(day);
    var files = archive.verify(wanted);
    return new Verified(wanted, files.stream().allMatch(Archive.Checked::intact), files);
  }

  @POST
  @Path("/{day}/restore")
  @Consumes(MediaType.APPLICATION_JSON)
  public Listed restore(@RestPath String day, @Nullable JsonNode body) {
    requireOperator();
    var wanted = day(day);
    var days = body == null ? null : body.get("days");
    if (days != null && (!days.canConvertToInt() || days.intValue() < 1 || days.intValue() > LONGEST_STAY_DAYS)) {
      throw new ProblemException(Problem.member("days", "must be a whole number from 1 to " + LONGEST_STAY_DAYS));
    }
    return new Listed(archive.restore(wanted, Duration.ofDays(days == null ? USUAL_STAY_DAYS : days.intValue())));
  }

  private void requireOperator() {
    if (caller.organization() != OPERATOR) {
      throw new ProblemException(Problem.of(403, "forbidden", "Not allowed with this API key",
          "the archive is for admin keys of the operator's organisation"));
    }
  }

  private static LocalDate day(String text) {
    var day = findDay(text);
    if (day == null) {
      throw Restorer.unknown();
    }
    return day;
  }

  private static @Nullable LocalDate findDay(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDay) {
      return null;
    }
  }
}
