package io.groundswell.groundwork.description;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// `GET /openapi.yaml` and `GET /asyncapi.yaml`. For everybody, without a key.
@Path("/")
public class DescriptionResource {

  /// RFC 9512.
  private static final String YAML = "application/yaml";

  @GET
  @Path("openapi.yaml")
  @Produces(YAML)
  public byte[] http() {
    return file("/openapi.yaml");
  }

  @GET
  @Path("asyncapi.yaml")
  @Produces(YAML)
  public byte[] topics() {
    return file("/asyncapi.yaml");
  }

  private static byte[] file(String name) {
    try (var file = DescriptionResource.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new FileNotFoundException(name);
      }
      return file.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
