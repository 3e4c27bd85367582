package io.groundswell.proof.traffic;

/// An organisation that sends, and its API key.
public record Tenant(int organization, String key) {

  /// Without the key.
  @Override
  public String toString() {
    return "organisation " + organization;
  }
}
