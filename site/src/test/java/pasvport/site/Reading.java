package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** Reads texts as {@code pasvport.yaml} on a host with the addresses 10.0.0.1 and 2001:db8::1. */
final class Reading {

  static final HostAddresses HOST = KnownHost.with("10.0.0.1", "2001:db8::1");

  private Reading() {}

  /** The site that the text describes, without a warning. */
  static Site site(String yaml) {
    return site(yaml, HOST);
  }

  static Site site(String yaml, HostAddresses host) {
    var loaded = loaded(yaml, host);
    assertThat(loaded.warnings()).isEmpty();
    return loaded.site();
  }

  static List<String> warnings(String yaml) {
    return loaded(yaml, HOST).warnings().stream()
        .map(problem -> problem.in("pasvport.yaml"))
        .toList();
  }

  /** All that is said about a text that is refused. */
  static List<String> refusals(String yaml) {
    return refusals(yaml, HOST);
  }

  static List<String> refusals(String yaml, HostAddresses host) {
    var refusal =
        catchThrowableOfType(SiteException.class, () -> Site.parse(yaml, "pasvport.yaml", host));
    assertThat(refusal).as("the refusal of\n%s", yaml).isNotNull();
    return refusal.problems().stream().map(problem -> problem.in(refusal.fileName())).toList();
  }

  private static Site.Loaded loaded(String yaml, HostAddresses host) {
    try {
      return Site.parse(yaml, "pasvport.yaml", host);
    } catch (SiteException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}
