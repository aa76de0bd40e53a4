package pasvport.app;

import pasvport.firewall.apply.Journal;
import pasvport.site.Home;

/** Where changes of the firewall are kept. */
final class FirewallJournal {
  private FirewallJournal() {}

  static Journal in(Home home) {
    return new Journal(home.folder().resolve("firewall"));
  }
}
