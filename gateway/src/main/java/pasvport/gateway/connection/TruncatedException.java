package pasvport.gateway.connection;

import java.io.IOException;

/** A connection has ended without TLS's close_notify: what came may be less than what was sent. */
public final class TruncatedException extends IOException {
  private static final long serialVersionUID = 1;

  TruncatedException() {
    super("the connection ended without close_notify");
  }
}
