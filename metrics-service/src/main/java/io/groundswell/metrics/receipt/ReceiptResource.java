package io.groundswell.metrics.receipt;

import io.groundswell.contract.Pepper;
import io.groundswell.contract.ReceiptCodec;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;

/// What became of the event of a receipt. A receipt that is none, is another organisation's or is of a topic that
/// nobody has read gets the same answer.
@Path("/v1/receipts/{receipt}")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.READ)
class ReceiptResource {

  private final ScopedReads reads;
  private final Caller caller;
  private final ReceiptCodec codec;

  ReceiptResource(ScopedReads reads, Caller caller, Pepper pepper) {
    this.reads = reads;
    this.caller = caller;
    this.codec = new ReceiptCodec(pepper.derive(ReceiptCodec.PEPPER_LABEL));
  }

  @GET
  @RunOnVirtualThread
  public Whereabouts whereabouts(@RestPath("receipt") String text) {
    int organization = caller.organization();
    var receipt = codec.find(text);
    var found = receipt == null || receipt.organization() != organization ? Optional.<Whereabouts>empty()
        : reads.read(organization, queries -> new ReceiptStore(queries).find(receipt));
    return found.orElseThrow(() -> new ProblemException(Problem.of(404, "unknown_receipt", "No such receipt",
        "no event of this key's organisation has this receipt")));
  }
}
