package pasvport.server;

import java.io.IOException;

/** A request that is answered with a status other than success. */
final class SftpRefused extends IOException {
  private static final long serialVersionUID = 1;

  /** Status codes (draft-ietf-secsh-filexfer-02, section 7). */
  enum Status {
    OK(0),
    EOF(1),
    NO_SUCH_FILE(2),
    PERMISSION_DENIED(3),
    FAILURE(4),
    OP_UNSUPPORTED(8);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final Status status;

  SftpRefused(Status status, String message) {
    super(message);
    this.status = status;
  }

  Status status() {
    return status;
  }
}
