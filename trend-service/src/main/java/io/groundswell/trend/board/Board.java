package io.groundswell.trend.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A published ranking. Never changes; a later one has another revision, unless it says the same.
///
/// @param revision hash of what it says
/// @param generatedAt RFC 3339: when it was made
/// @param completeThrough RFC 3339: every finished bucket before this is whole; null while that is not known
/// @param disturbances what befell whole platforms and metrics, and so is on no board
/// @param trends best first, each subject once, at most 100 of each type of subject, and of each niche
record Board(String revision, String window, String generatedAt, @Nullable String completeThrough,
    List<Disturbed> disturbances, List<Trend> trends) {

  static final int MOST = 100;

  /// During an upgrade a later version writes beside this one; what it says beyond is left out.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// @param metric null for all metrics of the platform
  /// @param kind `silent`: nothing comes though much should, so nothing is judged; `redefined`: nearly all of its
  ///     series stepped up at once, so none of them is a trend
  /// @param since RFC 3339: when it began
  record Disturbed(String platform, @Nullable String metric, String kind, String since) {

    /// What lasts, by the organisations' numbers.
    static Map<Integer, List<Disturbed>> byOrganization(Befallen befallen) {
      return befallen.lasting().stream()
          .collect(Collectors.groupingBy(Disturbance::organization, Collectors.mapping(
              one -> new Disturbed(one.platform(), one.metric().isEmpty() ? null : one.metric(), one.kind().slug(),
                  Bucket.start(one.since()).toString()),
              Collectors.toList())));
    }
  }

  Board {
    disturbances = List.copyOf(disturbances);
    trends = List.copyOf(trends);
  }

  /// The board of the best of the candidates.
  static Board of(Window window, List<Trend> candidates, List<Disturbed> disturbances,
      @Nullable Instant completeThrough, Instant now) {
    var best = best(candidates);
    var complete = completeThrough == null ? null : completeThrough.toString();
    return new Board(revision(window.slug(), complete, disturbances, best), window.slug(), now.toString(), complete,
        disturbances, best);
  }

  /// The best of each subject, and of those the best hundred of each type and of each niche, in order: so a board can
  /// be asked for one type, or for one niche.
  static List<Trend> best(List<Trend> candidates) {
    var subjects = new HashSet<String>();
    var ofType = new HashMap<String, Integer>();
    var ofNiche = new HashMap<String, Integer>();
    return candidates.stream()
        .sorted(Trend.BEST_FIRST)
        .filter(trend -> subjects.add(trend.subject()))
        .filter(trend -> isAmongTheBest(trend, ofType, ofNiche))
        .toList();
  }

  private static boolean isAmongTheBest(Trend trend, Map<String, Integer> ofType, Map<String, Integer> ofNiche) {
    boolean best = ofType.merge(trend.subjectType(), 1, Integer::sum) <= MOST;
    for (var niche : trend.niches()) {
      best |= ofNiche.merge(niche, 1, Integer::sum) <= MOST;
    }
    return best;
  }

  private static String revision(String window, @Nullable String complete, List<Disturbed> disturbances,
      List<Trend> trends) {
    try {
      var content = window + "\n" + complete + "\n" + JSON.writeValueAsString(disturbances) + "\n"
          + JSON.writeValueAsString(trends);
      var hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException | JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// As it is answered: the first so many trends, with their ranks.
  ///
  /// @param subjectType only those of that type; null for all
  /// @param niche only those in it; null for all
  String answer(int limit, @Nullable String subjectType, @Nullable String niche) {
    var answer = JSON.createObjectNode()
        .put("revision", revision)
        .put("window", window)
        .put("generatedAt", generatedAt)
        .put("completeThrough", completeThrough);
    answer.set("disturbances", JSON.valueToTree(disturbances));
    var list = answer.putArray("trends");
    for (var trend : trends) {
      if (list.size() < limit && (subjectType == null || subjectType.equals(trend.subjectType()))
          && (niche == null || trend.isIn(niche))) {
        var one = JSON.createObjectNode().put("rank", list.size() + 1);
        one.setAll((ObjectNode) JSON.valueToTree(trend));
        list.add(one);
      }
    }
    return answer.toString();
  }

  String stored() {
    return answer(Integer.MAX_VALUE, null, null);
  }

  private static List<Disturbed> disturbances(JsonNode stored) throws IOException {
    return stored.isArray() ? JSON.readerForListOf(Disturbed.class).readValue(stored) : List.of();
  }

  static Board from(String stored) {
    try {
      var tree = JSON.readTree(stored);
      var trends = JSON.readerForListOf(Trend.class).<List<Trend>>readValue(tree.path("trends"));
      return new Board(tree.path("revision").asText(), tree.path("window").asText(), tree.path("generatedAt").asText(),
          tree.path("completeThrough").textValue(), disturbances(tree.path("disturbances")), trends);
    } catch (IOException notOurs) {
      throw new IllegalArgumentException("not a stored board", notOurs);
    }
  }
}
