package io.groundswell.ingest.organizations;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.ingest.keys.KeyBook;
import io.groundswell.ingest.keys.KeyWish;
import io.groundswell.ingest.keys.StoredKey.Issued;
import io.groundswell.ingest.organizations.Organization.Founded;
import io.groundswell.ingest.organizations.Organization.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/// `/v1/organizations`, each by its id or slug, with its members. The operator may also make a key for any of them:
/// there has to be a way back for an organisation that lost its own.
@Path("/v1/organizations")
@Requires(Scope.ADMIN)
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class OrganizationsResource {

  private final OrganizationBook book;
  private final KeyBook keys;
  private final Caller caller;
  private final InstantSource clock;

  OrganizationsResource(OrganizationBook book, KeyBook keys, Caller caller, InstantSource clock) {
    this.book = book;
    this.keys = keys;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  public Organization.Listing list() {
    return new Organization.Listing(book.list(caller.access()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public Founded found(byte[] body) {
    return book.found(caller.access(), Organization.Wish.of(body));
  }

  @GET
  @Path("/{organization}")
  public Organization look(@RestPath String organization) {
    return book.find(caller.access(), organization);
  }

  @POST
  @Path("/{organization}/keys")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public Issued createKey(@RestPath String organization, byte[] body) {
    return keys.create(id(organization), KeyWish.of(body, clock.instant()), caller.access());
  }

  @GET
  @Path("/{organization}/members")
  public Member.Listing members(@RestPath String organization) {
    return new Member.Listing(book.members(id(organization)));
  }

  @PUT
  @Path("/{organization}/members/{userId}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Member putMember(@RestPath String organization, @RestPath String userId, byte[] body) {
    if (!Member.USER_ID.matcher(userId).matches()) {
      throw Fields.wrong("userId", Member.USER_ID_RULE);
    }
    return book.put(id(organization), userId, Member.role(body));
  }

  @DELETE
  @Path("/{organization}/members/{userId}")
  public void removeMember(@RestPath String organization, @RestPath String userId) {
    book.remove(id(organization), userId);
  }

  private int id(String organization) {
    return book.find(caller.access(), organization).id();
  }
}
