package pasvport.gateway.proxy;

/** No usable PROXY protocol header; the connection must be refused. */
public final class HeaderException extends Exception {
  private static final long serialVersionUID = 1;

  private final HeaderFault fault;

  HeaderException(HeaderFault fault, String detail) {
    super(detail, null, false, false);
    this.fault = fault;
  }

  /** What is wrong. */
  public HeaderFault fault() {
    return fault;
  }
}
