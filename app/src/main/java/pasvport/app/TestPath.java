package pasvport.app;

import java.util.Comparator;
import java.util.Optional;
import pasvport.doctor.ends.Comparison;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.report.Report;

/** The path between client and server as a drawing: which connections pass, and which do not. */
final class TestPath {
  private static final int FIRST_LANE = 78;
  private static final int LANE = 46;

  /** Where a connection ends that does not get through: in the middle, or at the server's host. */
  private static final int ON_THE_WAY = 320;

  private static final int AT_SERVER = 470;

  /** So many characters fit into a box. */
  private static final int LONGEST = 16;

  /** What is known of one kind of connection. */
  private enum State {
    GOOD,
    BAD,
    UNKNOWN
  }

  private TestPath() {}

  /**
   * @param both what is known with a hand at both ends: what keeps data out at the server's own
   *     host is drawn there, and whether anything on the way changes what passes is said
   */
  static String of(Report report, Optional<TwoSided> both) {
    int stop = both.filter(TwoSided::shutAtHost).isPresent() ? AT_SERVER : ON_THE_WAY;
    return """
    <svg viewBox="0 0 640 230" role="img" aria-label="The path from client to server" font-family="system-ui, sans-serif">
    <g fill="var(--box)" stroke="var(--line)">
    <rect x="1" y="20" width="150" height="190" rx="6"/><rect x="270" y="20" width="100" height="190" rx="6"/><rect x="489" y="20" width="150" height="190" rx="6"/>
    </g>
    <g fill="var(--text)" font-size="15" font-weight="600" text-anchor="middle"><text x="76" y="44">client</text><text x="320" y="44">on the way</text><text x="564" y="44">server</text></g>
    <g fill="var(--faint)" font-size="11" text-anchor="middle">%s%s%s</g>
    %s%s%s</svg>
    """
        .formatted(
            address(76, report.client()),
            way(both.flatMap(TwoSided::comparison)),
            address(564, report.address().isEmpty() ? "no address" : report.address()),
            lane(0, "control", control(report), true, ON_THE_WAY),
            lane(1, "passive data", passive(report, both), true, stop),
            lane(2, "active data", data(report, false), false, ON_THE_WAY));
  }

  /** What is known of the devices there. */
  private static String way(Optional<Comparison> comparison) {
    return comparison
        .map(all -> all.same() == all.scenes().size())
        .map(same ->
            "<text class=\"small\" x=\"320\" y=\"198\" fill=\"var(--%s)\">%s</text>"
                .formatted(same ? "good" : "bad", same ? "unchanged" : "changed"))
        .orElse("<text class=\"wide\" x=\"320\" y=\"198\">firewall, NAT</text>");
  }

  /** A range that is shut in part is not right either. */
  private static State passive(Report report, Optional<TwoSided> both) {
    return both.filter(TwoSided::isShut).isPresent() ? State.BAD : data(report, true);
  }

  /** An address of IPv6 may be longer than its box is wide. */
  private static String address(int x, String text) {
    return "<text class=\"small\" x=\"%d\" y=\"198\"%s>%s</text>"
        .formatted(
            x,
            text.length() > LONGEST ? " textLength=\"142\" lengthAdjust=\"spacingAndGlyphs\"" : "",
            TestPage.escaped(text));
  }

  private static State control(Report report) {
    return switch (report.control()) {
      case SPOKE -> State.GOOD;
      case SILENT -> State.BAD;
      case UNTRIED -> State.UNKNOWN;
    };
  }

  /** The worst of its ways. */
  private static State data(Report report, boolean passive) {
    return report.ways().stream()
        .filter(way -> way.passive() == passive)
        .map(way ->
            switch (way.state()) {
              case WORKS -> State.GOOD;
              case FAILS -> State.BAD;
              case UNTRIED -> State.UNKNOWN;
            })
        .max(Comparator.comparing(state -> state == State.BAD))
        .orElse(State.UNKNOWN);
  }

  /** An arrow from the one who connects to the other; one that fails ends on the way. */
  private static String lane(int number, String name, State state, boolean fromClient, int stop) {
    int y = FIRST_LANE + number * LANE;
    int from = fromClient ? 152 : 488;
    int to = fromClient ? 482 : 158;
    int tip = fromClient ? 6 : -6;
    return switch (state) {
          case GOOD ->
              "<g stroke=\"var(--good)\" stroke-width=\"3\" fill=\"var(--good)\"><path d=\"M%1$d %2$dH%3$d\"/><path d=\"m%3$d %4$dl%5$d 5l%6$d 5z\"/></g>%7$s"
                  .formatted(from, y, to, y - 5, tip, -tip, label(name, y, "good"));
          case BAD ->
              "<g stroke=\"var(--bad)\" stroke-width=\"3\"><path d=\"M%1$d %2$dH%3$d\"/><path d=\"m%4$d %5$dl12 12m0 -12l-12 12\"/></g><path d=\"M%3$d %2$dH%6$d\" stroke=\"var(--unknown)\" stroke-width=\"2\" stroke-dasharray=\"4 5\"/>%7$s"
                  .formatted(from, y, stop, stop - 6, y - 6, to, label(name, y, "bad"));
          case UNKNOWN ->
              "<path d=\"M%d %dH%d\" stroke=\"var(--unknown)\" stroke-width=\"2\" stroke-dasharray=\"4 5\"/>%s"
                  .formatted(from, y, to, label(name, y, "unknown"));
        }
        + "\n";
  }

  private static String label(String name, int y, String colour) {
    return "<text x=\"210\" y=\"%d\" font-size=\"12\" text-anchor=\"middle\" fill=\"var(--%s)\">%s</text>"
        .formatted(y - 9, colour, name);
  }
}
