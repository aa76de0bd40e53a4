package pasvport.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.plan.Plan;

/** Which firewall of the path this host is. */
final class ApplyHop {
  private ApplyHop() {}

  static Plan.Hop chosen(Plan plan, Optional<String> at) throws ApplyException {
    List<Plan.Hop> hops =
        plan.hops().stream()
            .filter(hop -> at.isEmpty() || hop.needs().name().equals(at.get()))
            .toList();
    if (hops.size() == 1) {
      return hops.getFirst();
    }
    String names =
        plan.hops().stream().map(hop -> hop.needs().name()).collect(Collectors.joining(", "));
    throw new ApplyException(
        hops.isEmpty()
            ? "--at: the path has no firewall of this name. Allowed: " + names
            : "The path has several firewalls; say which one this host is: --at " + names);
  }
}
