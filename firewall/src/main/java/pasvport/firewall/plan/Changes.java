package pasvport.firewall.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.site.Advertise;
import pasvport.site.HostText;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;

/** What must change at the server or in the site so that the plan's openings are enough. */
final class Changes {

  private static final String ANNOUNCES = "server-settings.announces";
  private static final String SITE = "pasvport.yaml";

  private final Draft draft;
  private final ServerManual manual;
  private final String file;

  private Changes(Draft draft) {
    this.draft = draft;
    this.manual = ServerManual.of(draft.settings());
    this.file = draft.settings().config().map(Object::toString).orElse(manual.file());
  }

  /** The changes, those that are needed first. */
  static List<Change> of(Draft draft) {
    var changes = new Changes(draft);
    return switch (draft.profile()) {
      case GATEWAY -> changes.gateway();
      case STATIC -> changes.server();
      case HELPER -> changes.log();
    };
  }

  private List<Change> gateway() {
    return wrong(draft.site().passive().address())
        .map(reason ->
            List.of(
                new Change(
                    SITE,
                    "announce " + entry(),
                    reason,
                    List.of("passive:", "  address: " + entry()),
                    "passive.address",
                    true)))
        .orElse(List.of());
  }

  private List<Change> server() {
    var changes = new ArrayList<Change>();
    var range = ServerRange.of(draft.settings());
    if (range.isProposed()) {
      changes.add(
          new Change(
              file,
              "draw passive ports from " + range.ports().getFirst(),
              unusable(),
              lines(manual.range().apply(range.ports().getFirst())),
              "server-settings.passive-ports",
              true));
    } else {
      small(range).ifPresent(changes::add);
    }
    wrong(draft.settings().announces())
        .ifPresent(reason ->
            changes.add(
                new Change(
                    file,
                    "announce " + entry(),
                    reason,
                    lines(manual.announce().apply(entry())),
                    ANNOUNCES,
                    true)));
    changes.addAll(log());
    return changes;
  }

  private String unusable() {
    var settings = draft.settings();
    return switch (settings.passiveFrom()) {
      case KERNEL -> "No range is set, so a transfer may need any port that the kernel gives.";
      case BUILT_IN ->
          "No range is set, and %s draws from %s, which is nearly every port."
              .formatted(manual.title(), settings.passivePorts().getFirst());
      case EXPLICIT, NONE -> "EPSV does not keep to the range of PASV, and clients prefer EPSV.";
    };
  }

  /** A range with fewer ports than sessions runs out. */
  private Optional<Change> small(ServerRange range) {
    var size = range.ports().stream().mapToInt(PortRange::size).sum();
    var wanted = RangeSize.ofServer(draft.settings());
    if (range.ports().isEmpty() || size >= wanted.least()) {
      return Optional.empty();
    }
    var first = range.ports().getFirst().first();
    var last = first + Math.min(wanted.least(), RangeSize.MOST) - 1;
    var beyond =
        draft.settings().beyondRange().equals(Optional.of(BeyondRange.LEAK))
            ? " Beyond it the server takes a port outside, which the firewall drops."
            : " Beyond it transfers are refused.";
    return last > PortRange.HIGHEST
        ? Optional.empty()
        : Optional.of(
            new Change(
                file,
                "draw passive ports from %d-%d".formatted(first, last),
                "%d sessions are allowed, and %d ports are too few for them."
                        .formatted(draft.settings().sessions().orElse(1), size)
                    + beyond,
                lines(manual.range().apply(new PortRange(first, last))),
                "server-settings.passive-ports",
                false));
  }

  private List<Change> log() {
    return manual.log().isEmpty()
        ? List.of()
        : List.of(
            new Change(
                file,
                "log what fails",
                "Otherwise a data connection that never came leaves little in its log.",
                lines(manual.log()),
                "server-settings",
                false));
  }

  private List<String> lines(List<String> lines) {
    var all = new ArrayList<>(lines);
    all.add("# then: " + manual.apply());
    return all;
  }

  /** Why clients in front of the NAT cannot use what they are told; empty if they can. */
  private Optional<String> wrong(Advertise announced) {
    if (!draft.isTranslated() || draft.entry(Family.IPV4).isEmpty()) {
      return Optional.empty();
    }
    return switch (announced) {
      case Advertise.Name _ -> Optional.empty();
      case Advertise.Literal(var address)
          when draft.entry(Family.IPV4).equals(Optional.of(address)) ->
          Optional.empty();
      case Advertise.Auto _
          when draft.host().ofDefaultRoute(false).equals(draft.entry(Family.IPV4)) ->
          Optional.empty();
      case Advertise.Literal literal -> Optional.of(told(literal.toString()));
      case Advertise.Auto _, Advertise.SameAsControl _ -> Optional.of(told("its inside address"));
    };
  }

  private static String told(String address) {
    return "Clients are told %s in reply to PASV, which leads nowhere from outside; only EPSV works."
        .formatted(address);
  }

  private String entry() {
    return draft.entry(Family.IPV4).map(HostText::written).orElseThrow();
  }
}
