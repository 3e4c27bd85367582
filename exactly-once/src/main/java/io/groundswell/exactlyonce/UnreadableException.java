package io.groundswell.exactlyonce;

/// A record that [Destination#read] cannot understand, now or ever. It is set aside with this reason.
public final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason a stable slug, such as `not_json`
  /// @param detail a sentence for people
  public UnreadableException(String reason, String detail) {
    // No stack trace: a thousand of them in a row are data, not a thousand bugs.
    super(detail, null, false, false);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }

  public String detail() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
