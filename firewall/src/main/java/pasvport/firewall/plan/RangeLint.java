package pasvport.firewall.plan;

import java.util.Map;
import java.util.stream.Stream;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;

/** Ranges that are too wide, too small, or lead nowhere. */
final class RangeLint {

  private static final String SERVER_PORTS = "server-settings.passive-ports";

  /**
   * How many passive ports these can forward, one rule each: a Network Load Balancer of AWS has 50
   * listeners, one of which is for control (quota L-57A373D6).
   */
  private static final Map<String, Integer> MOST_MAPPINGS =
      Map.of("aws-terraform", 49, "aws-cli", 49);

  private RangeLint() {}

  static Stream<Finding> wide(Lint lint, Draft draft) {
    return passive(draft)
        .filter(need -> need.ports().size() > ServerRange.LARGEST_BUILT_IN)
        .limit(1)
        .map(need ->
            new Finding(
                lint,
                need.reason(),
                "%d ports are open for data, %s, and whatever listens there can be reached."
                    .formatted(need.ports().size(), need.ports()),
                "Set a range of %d ports in the server."
                    .formatted(RangeSize.ofServer(draft.settings()).recommended())));
  }

  static Stream<Finding> small(Lint lint, Draft draft) {
    var open = ports(draft);
    var least = RangeSize.ofServer(draft.settings()).least();
    return draft.profile() == Profile.STATIC && open > 0 && open < least
        ? Stream.of(
            new Finding(
                lint,
                SERVER_PORTS,
                "%d ports are fewer than %d, which the sessions that are allowed need."
                    .formatted(open, least),
                "Set a larger range, allow fewer sessions, or put the gateway in front."))
        : Stream.empty();
  }

  static Stream<Finding> leaking(Lint lint, Draft draft) {
    return draft.profile() == Profile.STATIC
        ? draft.settings().beyondRange().stream()
            .filter(beyond -> beyond == BeyondRange.LEAK)
            .map(_ ->
                new Finding(
                    lint,
                    "server-settings.beyond-range",
                    "When all %d ports are taken the server takes one outside, which the firewall"
                            .formatted(ports(draft))
                        + " drops; the client hangs, and the server's log alone knows.",
                    "Keep the range larger than the transfers of %d minutes."
                        .formatted(RangeSize.TIME_WAIT_MINUTES)))
        : Stream.empty();
  }

  static Stream<Finding> manyMappings(Lint lint, Draft draft) {
    var open = ports(draft);
    return draft.hops().stream()
        .filter(hop -> hop.needs().translations().size() > 0)
        .flatMap(hop ->
            hop.dialect().map(MOST_MAPPINGS::get).stream()
                .filter(most -> open > most)
                .map(most ->
                    new Finding(
                        lint,
                        hop.key() + ".dialect",
                        "A load balancer there has a listener for each port, %d for data at most,"
                                .formatted(most)
                            + " and %d ports are needed.".formatted(open),
                        "Make the range smaller; the gateway needs ten.")));
  }

  static Stream<Finding> shifted(Lint lint, Draft draft) {
    var passive = draft.site().passive();
    var isShifted =
        draft.services(Purpose.PASSIVE).stream()
            .map(Service::ports)
            .noneMatch(passive.announced()::equals);
    return draft.profile() == Profile.GATEWAY && draft.hasPath() && isShifted
        ? Stream.of(
            new Finding(
                lint,
                "passive.port-shift",
                "Clients are told ports %s, and no hop of the path translates them to %s."
                    .formatted(passive.announced(), passive.ports()),
                "Take the shift away, or describe the NAT in path with its outside-addresses."))
        : Stream.empty();
  }

  private static Stream<Need> passive(Draft draft) {
    return draft.hops().getLast().needs().needs().stream()
        .filter(need -> need.purpose() == Purpose.PASSIVE);
  }

  private static int ports(Draft draft) {
    return passive(draft).map(Need::ports).distinct().mapToInt(PortRange::size).sum();
  }
}
