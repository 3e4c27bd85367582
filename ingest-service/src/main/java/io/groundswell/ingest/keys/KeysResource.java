package io.groundswell.ingest.keys;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.ingest.keys.StoredKey.Issued;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/// `/v1/keys`: the keys of the caller's own organisation.
@Path("/v1/keys")
@Requires(Scope.ADMIN)
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class KeysResource {

  private final KeyBook book;
  private final Caller caller;
  private final InstantSource clock;

  KeysResource(KeyBook book, Caller caller, InstantSource clock) {
    this.book = book;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  public StoredKey.Listing list() {
    return new StoredKey.Listing(book.list(caller.organization()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public Issued create(byte[] body) {
    return book.create(caller.organization(), KeyWish.of(body, clock.instant()), caller.access());
  }

  @POST
  @Path("/{id}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public Issued rotate(@RestPath String id, byte[] body) {
    var oldEnds = Fields.of(body, Set.of("oldExpiresAt")).findFuture("oldExpiresAt", clock.instant());
    return book.rotate(caller.organization(), id, oldEnds, caller.access());
  }

  @DELETE
  @Path("/{id}")
  public void revoke(@RestPath String id) {
    book.revoke(caller.organization(), id);
  }
}
