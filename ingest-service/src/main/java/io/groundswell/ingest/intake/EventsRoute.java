package io.groundswell.ingest.intake;

import io.groundswell.contract.BinaryMode;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Terms;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.door.Door;
import io.groundswell.ingest.door.EdgeProblem;
import io.groundswell.ingest.door.Visit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// `POST /v1/events[?lane=live|backfill]`, and `/v1/events:validate`, which answers the same and stores nothing; in
/// every mode of CloudEvents over HTTP and in our short form. Lines have a route of their own.
@ApplicationScoped
class EventsRoute {

  private static final String PATH = "/v1/events";
  /// A regular expression, for a colon in a path would begin the name of a parameter.
  private static final String CHECKED = "/v1/events:validate";

  private final Door door;
  private final Intake intake;

  EventsRoute(Door door, Intake intake) {
    this.door = door;
    this.intake = intake;
  }

  void routes(@Observes Router router) {
    router.post(PATH).order(Door.ORDER)
        .handler(routing -> door.enter(routing, visit -> receive(visit, Purpose.STORE)));
    router.postWithRegex(CHECKED).order(Door.ORDER)
        .handler(routing -> door.enter(routing, visit -> receive(visit, Purpose.CHECK)));
    router.route(PATH).order(Door.ORDER + 1).handler(door::refuseMethod);
    router.routeWithRegex(CHECKED).order(Door.ORDER + 1).handler(door::refuseMethod);
  }

  private void receive(Visit visit, Purpose purpose) {
    var headers = visit.request().headers();
    var form = Form.find(headers.get(HttpHeaderNames.CONTENT_TYPE), headers);
    if (form == null) {
      door.refuse(visit, EdgeProblem.UNSUPPORTED_MEDIA_TYPE.because("Content-Type must be "
          + "application/cloudevents+json, application/cloudevents-batch+json" + switch (purpose) {
            case STORE -> ", application/json or application/x-ndjson";
            case CHECK -> " or application/json";
          } + ", in UTF-8, or the attributes stand in ce- headers"));
    } else {
      door.take(visit, body -> take(visit, purpose, form, body));
    }
  }

  private CompletionStage<Answer> take(Visit visit, Purpose purpose, Form form, byte[] body) {
    if (form.isBatch(body)) {
      return intake.takeBatch(visit, purpose, form.shape(), body);
    }
    return intake.takeOne(visit, purpose, form.shape(),
        terms -> form == Form.BINARY ? binary(visit, body, terms) : EventCodec.decode(body, terms));
  }

  private static Decoded<CloudEvent> binary(Visit visit, byte[] data, Terms terms) {
    var headers = visit.request().headers();
    return switch (AttributeHeaders.read(headers)) {
      case Decoded.Refused<List<Map.Entry<String, String>>>(var id, var refusal) -> new Decoded.Refused<>(id, refusal);
      case Decoded.Event<List<Map.Entry<String, String>>>(var attributes) ->
          BinaryMode.decode(attributes, headers.get(HttpHeaderNames.CONTENT_TYPE), data, terms);
    };
  }
}
