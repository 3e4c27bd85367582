package io.groundswell.groundwork.access;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/// Whose request this is; filled by the gate in front of every guarded resource.
@RequestScoped
public class Caller {

  private @Nullable Access access;

  void admit(Access granted) {
    access = granted;
  }

  /// @throws IllegalStateException behind a resource without [Requires]: a bug, never a request's fault
  public Access access() {
    if (access == null) {
      throw new IllegalStateException("the resource lacks @Requires");
    }
    return access;
  }

  /// Null where the request was refused at the gate.
  public @Nullable Access findAccess() {
    return access;
  }

  public int organization() {
    return access().organization();
  }
}
