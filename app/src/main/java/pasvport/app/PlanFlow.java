package pasvport.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.plan.Plan;
import pasvport.site.HostText;

/**
 * One kind of connection along the whole path, as a drawing shows it.
 *
 * @param purpose what for
 * @param families {@code IPv4}, {@code IPv6} or both
 * @param labels addresses and ports in front of each hop, and behind the last
 */
record PlanFlow(Purpose purpose, String families, List<String> labels) {

  PlanFlow {
    labels = List.copyOf(labels);
  }

  /** All that pass every hop; families that look the same are one. */
  static List<PlanFlow> of(Plan plan) {
    Map<PlanFlow, String> flows = new LinkedHashMap<>();
    for (Plan.Entry entry : plan.entries()) {
      List<List<Need>> hops =
          plan.hops().stream().map(hop -> hop.needs().needs(entry.family())).toList();
      int count = hops.stream().mapToInt(List::size).min().orElse(0);
      IntStream.range(0, count)
          .forEach(index ->
              flows.merge(
                  flow(entry, hops.stream().map(needs -> needs.get(index)).toList(), index),
                  text(entry.family()),
                  (one, other) -> one + ", " + other));
    }
    return flows.entrySet().stream()
        .map(flow -> new PlanFlow(flow.getKey().purpose, flow.getValue(), flow.getKey().labels))
        .toList();
  }

  private static PlanFlow flow(Plan.Entry entry, List<Need> needs, int index) {
    Purpose purpose = needs.getFirst().purpose();
    List<String> labels = new ArrayList<>();
    String ports =
        index < entry.ports().size() ? entry.ports().get(index).ports().toString() : source(needs);
    labels.add(label(purpose, entry.address().map(HostText::written).orElse(""), ports));
    needs.forEach(need ->
        labels.add(
            label(
                purpose,
                need.server().map(HostText::written).orElse(""),
                purpose.isOutward() ? source(needs) : need.ports().toString())));
    return new PlanFlow(purpose, "", labels);
  }

  private static String source(List<Need> needs) {
    return needs.getFirst().sourcePort().map(Object::toString).orElse("any port");
  }

  private static String label(Purpose purpose, String host, String ports) {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String at = bracketed.isEmpty() ? ports : bracketed + ":" + ports;
    return purpose.isOutward() ? "from " + at : at;
  }

  private static String text(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }
}
