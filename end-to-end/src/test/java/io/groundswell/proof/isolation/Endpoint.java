package io.groundswell.proof.isolation;

import java.util.List;

/// An endpoint as the matrix asks it.
///
/// @param service `ingest`, `metrics` or `trend`
/// @param route as [Routes] finds it, `GET /v1/keys`
/// @param query what the path needs behind it
/// @param body a right one, empty for none
/// @param kinds of keys that open it
/// @param foreign what an admin key of another organisation is answered
record Endpoint(String service, String route, String query, String body, List<String> kinds, Foreign foreign) {

  static final List<String> ADMIN = List.of("admin");
  static final List<String> READ = List.of("read", "admin");
  static final List<String> WRITE = List.of("write", "backfill", "admin");
  static final List<String> BACKFILL = List.of("backfill", "admin");

  enum Foreign {
    /// As if it were not there.
    NOT_FOUND,
    /// Not for anybody of that organisation.
    FORBIDDEN,
    /// Its own, and nothing of the other.
    OWN
  }

  static final List<Endpoint> ALL = List.of(
      of("ingest", "POST /v1/backfills", "", "{}", BACKFILL, Foreign.OWN),
      of("ingest", "GET /v1/imports", "", "", BACKFILL, Foreign.OWN),
      of("ingest", "POST /v1/imports", "", "{}", BACKFILL, Foreign.OWN),
      of("ingest", "GET /v1/imports/{import}", "", "", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "PATCH /v1/imports/{import}", "", "{\"status\": \"cancelled\"}", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "GET /v1/imports/{import}/chunks", "", "", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "POST /v1/imports/{import}/chunks", "",
          "{\"chunks\": [{\"index\": 0, \"part\": \"grabbed\", \"rows\": 1}]}", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "POST /v1/imports/{import}/claim", "", "{\"worker\": \"thief\"}", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "PUT /v1/imports/{import}/chunks/{chunk}", "",
          "{\"worker\": \"thief\", \"status\": \"completed\"}", BACKFILL, Foreign.NOT_FOUND),
      of("ingest", "GET /v1/limits", "", "", WRITE, Foreign.OWN),
      of("ingest", "GET /v1/keys", "", "", ADMIN, Foreign.OWN),
      of("ingest", "POST /v1/keys", "", "{}", ADMIN, Foreign.OWN),
      of("ingest", "POST /v1/keys/{id}/rotate", "", "{}", ADMIN, Foreign.NOT_FOUND),
      of("ingest", "DELETE /v1/keys/{id}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("ingest", "GET /v1/organizations", "", "", ADMIN, Foreign.OWN),
      of("ingest", "POST /v1/organizations", "", "{\"slug\": \"grabbed\"}", ADMIN, Foreign.FORBIDDEN),
      of("ingest", "GET /v1/organizations/{organization}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("ingest", "POST /v1/organizations/{organization}/keys", "", "{\"name\": \"grabbed\", \"kind\": \"admin\"}",
          ADMIN,
          Foreign.NOT_FOUND),
      of("ingest", "GET /v1/organizations/{organization}/members", "", "", ADMIN, Foreign.NOT_FOUND),
      of("ingest", "PUT /v1/organizations/{organization}/members/{userId}", "", "{\"role\": \"owner\"}", ADMIN,
          Foreign.NOT_FOUND),
      of("ingest", "DELETE /v1/organizations/{organization}/members/{userId}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/series/{subjectType}/{subjectId}/{metric}",
          "?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&bucket=1d", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/top/{metric}", "?window=7d", "", READ, Foreign.OWN),
      of("metrics", "POST /v1/series:query", "",
          "{\"series\": [{\"subject\": \"post/nobodys\", \"metric\": \"likes\"}]}", READ, Foreign.OWN),
      of("metrics", "GET /v1/posts/latest", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/posts/search", "?q=mark", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/people", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/users/{userId}/time", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/quality/{subjectType}/{subjectId}", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/events", "?day=2026-11-20", "", READ, Foreign.OWN),
      of("metrics", "POST /v1/events/undo", "", "{\"source\": \"import/1\"}", ADMIN, Foreign.OWN),
      of("metrics", "GET /v1/funnels", "?steps=post.published,post.updated&from=2026-11-20T00:00:00Z"
          + "&to=2026-11-22T00:00:00Z&by=source", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/referrals", "?from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/genres", "", "", READ, Foreign.OWN),
      of("metrics", "PUT /v1/genres/{genre}", "", "{}", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "DELETE /v1/genres/{genre}", "", "", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "GET /v1/performance", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/stats", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/posts/{platform}/{postId}", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/creators/top", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/creators/{creatorId}", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/creators/{creatorId}/posts", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/accounting", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/archive", "", "", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "POST /v1/archive/run", "", "{}", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "POST /v1/archive/{day}/verify", "", "{}", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "POST /v1/archive/{day}/restore", "", "{}", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "GET /v1/capacity", "", "", ADMIN, Foreign.FORBIDDEN),
      of("metrics", "GET /v1/retention", "", "", ADMIN, Foreign.OWN),
      of("metrics", "PUT /v1/retention/{eventType}", "", "{}", ADMIN, Foreign.OWN),
      of("metrics", "DELETE /v1/retention/{eventType}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/audit", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/sources", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/quarantine", "", "", READ, Foreign.OWN),
      of("metrics", "GET /v1/quarantine/{id}", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "POST /v1/quarantine/{id}/replay", "", "{}", ADMIN, Foreign.NOT_FOUND),
      of("metrics", "POST /v1/quarantine/{id}/discard", "", "{\"reason\": \"grabbed\"}", ADMIN, Foreign.NOT_FOUND),
      of("metrics", "GET /v1/receipts/{receipt}", "", "", READ, Foreign.NOT_FOUND),
      of("metrics", "DELETE /v1/users/{userId}", "", "", ADMIN, Foreign.OWN),
      of("metrics", "GET /v1/users/{userId}/forgetting", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "GET /v1/trends", "?window=1h", "", READ, Foreign.OWN),
      of("trend", "GET /v1/trends/calibration", "", "", READ, Foreign.OWN),
      of("trend", "GET /v1/trends/stream", "?seconds=1", "", READ, Foreign.OWN),
      of("trend", "GET /v1/trends/{subjectType}/{subjectId}", "?window=1h", "", READ, Foreign.NOT_FOUND),
      of("trend", "GET /v1/niches", "", "", READ, Foreign.OWN),
      of("trend", "GET /v1/niches/hot", "", "", READ, Foreign.OWN),
      of("trend", "GET /v1/niches/{niche}", "", "", READ, Foreign.NOT_FOUND),
      of("trend", "PUT /v1/niches/{niche}", "", "{\"name\": \"grabbed\"}", ADMIN, Foreign.OWN),
      of("trend", "DELETE /v1/niches/{niche}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "GET /v1/cross-platform/{subjectType}/{subjectId}", "", "", READ, Foreign.NOT_FOUND),
      of("trend", "GET /v1/cross-platform/compare", "?subjects=post/nobodys", "", READ, Foreign.OWN),
      of("trend", "GET /v1/insights", "", "", READ, Foreign.OWN),
      of("trend", "GET /v1/webhooks", "", "", ADMIN, Foreign.OWN),
      of("trend", "POST /v1/webhooks", "", "{}", ADMIN, Foreign.OWN),
      of("trend", "GET /v1/webhooks/{webhook}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "DELETE /v1/webhooks/{webhook}", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "GET /v1/webhooks/{webhook}/deliveries", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "POST /v1/webhooks/{webhook}/replay", "", "", ADMIN, Foreign.NOT_FOUND),
      of("trend", "POST /v1/webhooks/{webhook}/deliveries/{event}/replay", "", "", ADMIN, Foreign.NOT_FOUND));

  /// Of the router itself, by path.
  static final List<Endpoint> OF_THE_ROUTER = List.of(
      of("ingest", "POST /v1/events", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/events:validate", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/track", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/page", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/screen", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/identify", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/group", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/alias", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/batch", "", "{}", WRITE, Foreign.OWN),
      of("ingest", "POST /v1/import", "", "{}", WRITE, Foreign.OWN));

  private static Endpoint of(String service, String route, String query, String body, List<String> kinds,
      Foreign foreign) {
    return new Endpoint(service, route, query, body, kinds, foreign);
  }

  String method() {
    return route.substring(0, route.indexOf(' '));
  }

  String path() {
    return route.substring(route.indexOf(' ') + 1);
  }

  @Override
  public String toString() {
    return service + " " + route;
  }
}
