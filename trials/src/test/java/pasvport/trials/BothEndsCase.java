package pasvport.trials;

import java.util.Set;

/** What is made for a test with both ends, and what must be found: that and nothing else. */
enum BothEndsCase {
  SHUT(
      "C2, C3, C9",
      "the firewall lets a part of the range in, and the server's host rejects a part of that",
      "range-shut proved"),
  NOT_IN_FORCE(
      "C2",
      "the range was changed in the configuration, and the server not restarted",
      "range-not-in-force proved"),
  HELPER(
      "C8, C13",
      "Linux's helper, and a reply in two segments",
      "device-rewrites proved",
      "device-cuts proved"),
  INSPECTION(
      "C14, C15",
      "a device masks SYST and ends the session at a foreign address",
      "device-rewrites proved",
      "device-cuts proved",
      "syst-masked likely",
      // The server takes the device for the client, and PORT does not name that.
      "active-address-refused likely"),
  DAMAGE(
      "C19, D3, D6",
      "a device rewrites PORT and damages data",
      "device-rewrites proved",
      "device-cuts proved",
      "bytes-changed proved",
      "active-address-refused likely"),
  SHIFTED(
      "C7, C27",
      "one port leads to another, and one to somebody else",
      "range-shifted proved",
      "range-intercepted proved"),
  IPV6(
      "A9, C3, C13",
      "over IPv6, a part of the range is let in, and Linux's helper looks at 229",
      "range-shut proved",
      "device-cuts proved"),
  INTERCEPTION(
      "C20",
      "a device ends TLS and shows a certificate of its own",
      "tls-intercepted proved",
      "certificate-untrusted proved",
      "active-address-refused likely");

  private final String modes;
  private final String title;
  private final String must;

  BothEndsCase(String modes, String title, String... must) {
    this.modes = modes;
    this.title = title;
    this.must = String.join(",", must);
  }

  /** The failure modes, by their numbers in docs/doctor.md. */
  String modes() {
    return modes;
  }

  String title() {
    return title;
  }

  /** {@code id certainty} of each. */
  Set<String> must() {
    return Set.of(must.split(",", -1));
  }
}
