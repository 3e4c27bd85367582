package io.groundswell.trend.hot;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.niche.Niche;
import io.groundswell.trend.niche.Rule;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/v1/niches`: which there are and which are hot, for readers; what belongs to them, by rules, for administrators.
@Path("/v1/niches")
@Requires(Scope.READ)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class NichesResource {

  private static final int USUAL_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;
  private static final int MOST_RULES = 50;
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
  private static final Pattern MATCH = Pattern.compile("is|begins|ends|contains");

  private final NicheReads reads;
  private final NicheChanges changes;
  private final Caller caller;

  NichesResource(NicheReads reads, NicheChanges changes, Caller caller) {
    this.reads = reads;
    this.changes = changes;
    this.caller = caller;
  }

  @GET
  public NicheView.Listing all() {
    return reads.all(caller.organization());
  }

  @GET
  @Path("/hot")
  public HotNiche.Listing hot(@RestQuery @Nullable String limit) {
    return reads.hot(caller.organization(), Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT));
  }

  @GET
  @Path("/{niche}")
  public NicheView.Whole one(@RestPath String niche, @RestQuery @Nullable String window) {
    var span = window == null ? Window.DAY : Window.find(window);
    if (span == null) {
      throw new ProblemException(Problem.parameter("window", "must be one of "
          + String.join(", ", Stream.of(Window.values()).map(Window::slug).toList())));
    }
    return reads.one(caller.organization(), niche, span);
  }

  @PUT
  @Path("/{niche}")
  @Requires(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  public NicheView.Whole define(@RestPath String niche, byte[] body) {
    if (!niche.equals(Niche.slug(niche)) || niche.isEmpty() || niche.equals("hot") || niche.matches("[0-9]+")) {
      throw new ProblemException(Problem.parameter("niche",
          "must be of lower-case letters, digits, '_', '-' and '.', begin and end with a letter or a digit, have at "
              + "most 64 characters, and be neither 'hot' nor a number"));
    }
    var fields = Fields.of(body, Set.of("name", "rules"));
    var name = fields.findText("name", NAME, "must have 1 to 100 characters");
    changes.define(new Niche(0, caller.organization(), niche, name == null ? niche : name, rules(fields)));
    return reads.one(caller.organization(), niche, Window.DAY);
  }

  @DELETE
  @Path("/{niche}")
  @Requires(Scope.ADMIN)
  public void delete(@RestPath String niche) {
    changes.delete(caller.organization(), niche);
  }

  private static List<Rule> rules(Fields fields) {
    return fields.findObjects("rules", MOST_RULES, Set.of("subjectType", "match", "value")).stream()
        .map(NichesResource::rule).toList();
  }

  private static Rule rule(Fields rule) {
    var match = rule.text("match", MATCH, "must be is, begins, ends or contains");
    try {
      return new Rule(rule.text("subjectType"), Rule.Match.valueOf(match.toUpperCase(Locale.ROOT)), rule.text("value"));
    } catch (IllegalArgumentException broken) {
      throw new ProblemException(Problem.member("rules", "break a rule: " + broken.getMessage()));
    }
  }
}
