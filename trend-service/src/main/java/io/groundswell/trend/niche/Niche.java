package io.groundswell.trend.niche;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.Subject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A theme that subjects belong to.
///
/// @param slug what events name it by
/// @param name for people
public record Niche(long id, int organization, String slug, String name, List<Rule> rules) {

  /// What [#from] reads.
  public static final String COLUMNS =
      "niche_id, organization_id, niche_slug, niche_name, niche_rules::text AS niche_rules";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NO_PART = Pattern.compile("[^\\p{L}\\p{N}_.-]+");
  private static final Pattern EDGE = Pattern.compile("^[-._]+|[-._]+$");
  private static final int LONGEST_SLUG = 64;

  public Niche {
    rules = List.copyOf(rules);
  }

  public static Niche from(Row row) {
    return new Niche(row.getLong("niche_id"), row.getInteger("organization_id"), row.getString("niche_slug"),
        row.getString("niche_name"), rules(row.getString("niche_rules")));
  }

  /// `Home & Garden` becomes `home-garden`. Empty where there is neither a letter nor a digit in the text.
  public static String slug(String text) {
    var slug = EDGE.matcher(NO_PART.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-")).replaceAll("");
    int end = Math.min(slug.length(), LONGEST_SLUG);
    // Never half of a character that takes two.
    return slug.substring(0, end > 0 && Character.isHighSurrogate(slug.charAt(end - 1)) ? end - 1 : end);
  }

  public boolean rules(Subject subject) {
    return rules.stream().anyMatch(rule -> rule.holds(subject));
  }

  public String rulesAsJson() {
    var list = JSON.createArrayNode();
    rules.forEach(rule -> list.addObject().put("subjectType", rule.subjectType()).put("match", rule.match().slug())
        .put("value", rule.value()));
    return list.toString();
  }

  private static List<Rule> rules(String json) {
    try {
      var rules = new ArrayList<Rule>();
      for (var rule : JSON.readTree(json)) {
        var match = Rule.Match.find(rule.path("match").asText());
        // One of a later version is left to those who know it.
        if (match != null) {
          rules.add(new Rule(rule.path("subjectType").asText(), match, rule.path("value").asText()));
        }
      }
      return rules;
    } catch (JsonProcessingException notOurs) {
      throw new IllegalStateException("not the rules of a niche", notOurs);
    }
  }
}
