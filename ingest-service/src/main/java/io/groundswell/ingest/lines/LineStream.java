package io.groundswell.ingest.lines;

import com.fasterxml.jackson.core.JsonGenerator;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.contract.Terms;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.Door;
import io.groundswell.ingest.door.EdgeProblem;
import io.groundswell.ingest.door.Encoding;
import io.groundswell.ingest.door.Visit;
import io.groundswell.ingest.intake.Answers;
import io.groundswell.ingest.intake.Intake;
import io.groundswell.ingest.intake.Verdict;
import io.groundswell.ingest.lines.LineReader.Line;
import io.vertx.core.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One request's lines, from the first to the closing line of the answer. Some lines at a time are taken, sent, waited
/// for and answered; one after the other, so that the events of a subject keep their order. The counts hold
/// lines = accepted + rejected + unanswered.
final class LineStream {

  private static final Logger LOG = Logger.getLogger(LineStream.class);
  private static final int TOO_MANY_REQUESTS = 429;

  private final Visit visit;
  private final Context context;
  private final Door door;
  private final Intake intake;
  private final LinesConfig config;
  private final int longest;
  private final Answered answered;
  private final Inflow inflow;
  private final Outflow outflow;

  private long accepted;
  private long rejected;
  private long unanswered;
  private long lastLine;

  /// Which lines are answered.
  enum Answered {
    ALL,
    /// Only those that were not accepted.
    BAD
  }

  /// @param longest bytes of a line
  LineStream(Visit visit, Context context, Door door, Intake intake, LinesConfig config, int longest,
      Answered answered) {
    this.visit = visit;
    this.context = context;
    this.door = door;
    this.intake = intake;
    this.config = config;
    this.longest = longest;
    this.answered = answered;
    this.inflow = new Inflow(visit.request(), context, config.patience());
    this.outflow = new Outflow(visit, context, config.patience());
  }

  /// On the request's event loop.
  void open() {
    outflow.open();
    inflow.open();
  }

  /// Ends the stream: what was given to the broker is still answered, nothing further is read.
  void cut(Problem why) {
    inflow.cut(why);
  }

  /// Works until the last line is answered; waits much.
  void run(Encoding encoding) {
    try (var plain = encoding.open(inflow)) {
      takeAll(new LineReader(plain, longest));
      close(null);
    } catch (Gone gone) {
      leave(gone);
    } catch (Ending ending) {
      close(ending.problem());
    } catch (IOException corrupt) {
      close(EdgeProblem.INVALID_ENCODING
          .because("from here on the body is not what its Content-Encoding says, or it ends too soon"));
    } catch (RuntimeException bug) {
      LOG.error("a stream of lines failed", bug);
      close(EdgeProblem.INTERNAL_ERROR.because("the failure was logged"));
    }
  }

  private void takeAll(LineReader reader) throws IOException {
    boolean more = true;
    while (more) {
      var lines = new ArrayList<Line>();
      IOException broken = null;
      try {
        more = gather(reader, lines);
      } catch (IOException atItsEnd) {
        broken = atItsEnd;
      }
      if (broken instanceof Gone) {
        throw broken;
      }
      if (!lines.isEmpty()) {
        payFor(lines);
        settle(lines);
      }
      if (broken != null) {
        throw broken;
      }
    }
  }

  /// Waits for a line, and takes along those that are there already.
  ///
  /// @return whether there may be more
  private boolean gather(LineReader reader, List<Line> lines) throws IOException {
    long bytes = 0;
    do {
      var line = reader.next();
      if (line == null) {
        return false;
      }
      lines.add(line);
      bytes += length(line);
    } while (lines.size() < config.mostTogether() && bytes < config.mostBytesTogether().asLongValue()
        && reader.hasNext());
    return true;
  }

  private static long length(Line line) {
    var json = line.json();
    return json == null ? 0 : json.length;
  }

  /// A key that has used up its quota is slowed down, and not turned away: the rest of the stream waits with its
  /// sender.
  private void payFor(List<Line> lines) throws IOException {
    long bytes = lines.stream().mapToLong(LineStream::length).sum();
    while (!visit.quota().takeBytes(bytes)) {
      inflow.pause(visit.quota().retryAfterSeconds());
    }
  }

  private void settle(List<Line> lines) throws IOException {
    var outcome = taken(lines);
    while (outcome instanceof Intake.Outcome.Unanswered(var problem) && problem.status() == TOO_MANY_REQUESTS) {
      inflow.pause(visit.quota().retryAfterSeconds());
      outcome = taken(lines);
    }
    switch (outcome) {
      case Intake.Outcome.Settled(var verdicts) -> {
        for (var verdict : verdicts) {
          if (verdict instanceof Verdict.Admitted) {
            accepted++;
          } else {
            rejected++;
          }
        }
        lastLine = lines.getLast().number();
        outflow.write(json -> answer(json, lines, verdicts));
      }
      case Intake.Outcome.Unanswered(var problem) -> {
        unanswered += lines.size();
        if (accepted + rejected > 0) {
          outflow.write(json -> answer(json, lines, problem));
        }
        throw new Ending(problem);
      }
    }
  }

  private Intake.Outcome taken(List<Line> lines) throws Ending {
    var lockout = door.findLockout(visit);
    if (lockout != null) {
      throw new Ending(lockout);
    }
    return intake.take(visit, Terms.Shape.SHORT,
        terms -> lines.stream().map(line -> decoded(line, terms)).toList()).toCompletableFuture().join();
  }

  private Decoded<CloudEvent> decoded(Line line, Terms terms) {
    var json = line.json();
    return json != null ? EventCodec.decode(json, terms) : new Decoded.Refused<>("",
        new Refusal(Reason.TOO_LARGE, "", "a line has at most " + longest + " bytes"));
  }

  private void answer(JsonGenerator json, List<Line> lines, List<Verdict> verdicts) throws IOException {
    for (int i = 0; i < verdicts.size(); i++) {
      if (answered == Answered.ALL || verdicts.get(i) instanceof Verdict.Rejected) {
        Answers.write(json, "line", lines.get(i).number(), verdicts.get(i));
      }
    }
  }

  private static void answer(JsonGenerator json, List<Line> lines, Problem problem) throws IOException {
    for (var line : lines) {
      json.writeStartObject();
      json.writeNumberField("line", line.number());
      json.writeStringField("status", "unanswered");
      json.writeFieldName("problem");
      problem.writeTo(json);
      json.writeEndObject();
    }
  }

  /// The closing line, or the problem alone where no line was answered for itself.
  ///
  /// @param problem why the stream ends early, null where it came to its end
  private void close(@Nullable Problem problem) {
    if (problem != null) {
      context.runOnContext(here -> inflow.passOver());
    }
    if (problem != null && accepted + rejected == 0) {
      context.runOnContext(here -> door.refuseAndClose(visit, problem));
      return;
    }
    try {
      outflow.write(json -> {
        json.writeStartObject();
        json.writeNumberField("lines", accepted + rejected + unanswered);
        json.writeNumberField("accepted", accepted);
        json.writeNumberField("rejected", rejected);
        json.writeNumberField("unanswered", unanswered);
        json.writeNumberField("lastLine", lastLine);
        json.writeBooleanField("complete", problem == null);
        if (problem != null) {
          json.writeFieldName("problem");
          problem.writeTo(json);
        }
        json.writeEndObject();
      });
      context.runOnContext(
          here -> door.end(visit, problem == null ? Door.Closing.AT_ONCE : Door.Closing.SOON));
    } catch (IOException gone) {
      leave(gone);
    }
  }

  private void leave(IOException gone) {
    LOG.debugf("a stream of lines was left after line %d: %s", lastLine, gone.getMessage());
    context.runOnContext(here -> door.leave(visit));
  }
}
