package pasvport.trials;

/** A version of TLS, by its name in Java, in OpenSSL's configuration and in Pasvport's log. */
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
