package pasvport.app;

import java.util.List;
import java.util.stream.IntStream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.firewall.plan.Plan;

/**
 * A plan as a drawing: clients on the left, each hop as a wall with its gates, the server on the
 * right; a line for each kind of connection, with its addresses and ports between the hops. Colours
 * follow the reader's light or dark scheme.
 */
final class PlanSvg {
  private static final int MARGIN = 20;
  private static final int BOX = 170;
  private static final int WALL = 200;

  /** Room for an IPv6 address in brackets with a range of ports. */
  private static final int BETWEEN = 230;

  private static final int TOP = 96;
  private static final int ROW = 44;
  private static final int BOTTOM = 70;
  private static final int LINE = 16;

  /** More networks than these are counted, not written. */
  private static final int MOST_NETWORKS = 3;

  private static final String STYLE =
      """
      <style>
        text { font-family: "DejaVu Sans", Verdana, sans-serif; font-size: 12px; fill: #1b1f24 }
        .paper { fill: #ffffff }
        .title { font-weight: bold; font-size: 14px }
        .soft { fill: #57606a; font-size: 11px }
        .box { fill: #eef4fb; stroke: #1f4e79 }
        .wall { fill: #f6e3e3; stroke: #a94442 }
        .gate { fill: #e2f3e4; stroke: #2e7d32 }
        .control { stroke: #1f4e79; fill: #1f4e79 }
        .data { stroke: #b35900; fill: #b35900 }
        .other { stroke: #57606a; fill: #57606a }
        text.control, text.data, text.other { stroke: none }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .paper { fill: #0d1117 }
          .soft { fill: #9da7b1 }
          .box { fill: #16263a; stroke: #6cb0f5 }
          .wall { fill: #3a1d1d; stroke: #e5827f }
          .gate { fill: #17351b; stroke: #6fcf76 }
          .control { stroke: #6cb0f5; fill: #6cb0f5 }
          .data { stroke: #f0a04b; fill: #f0a04b }
          .other { stroke: #9da7b1; fill: #9da7b1 }
        }
      </style>
      """;

  private final Plan plan;
  private final List<PlanFlow> flows;
  private final StringBuilder svg = new StringBuilder();

  private PlanSvg(Plan plan) {
    this.plan = plan;
    this.flows = PlanFlow.of(plan);
  }

  static String of(Plan plan) {
    return new PlanSvg(plan).draw();
  }

  private String draw() {
    int width = end() + BOX + MARGIN;
    int height = TOP + flows.size() * ROW + BOTTOM;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">"
            .formatted(width, height));
    line(
        "<title>%s</title>"
            .formatted(escaped("FTP through firewalls, profile " + plan.profile().word())));
    svg.append(STYLE);
    line("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>".formatted(width, height));
    box(MARGIN, "FTP clients", clients());
    box(end(), plan.end(), List.of("profile " + plan.profile().word()));
    IntStream.range(0, plan.hops().size()).forEach(this::wall);
    IntStream.range(0, flows.size()).forEach(this::flow);
    line("</svg>");
    return svg.toString();
  }

  private static int wallAt(int index) {
    return MARGIN + BOX + BETWEEN + index * (WALL + BETWEEN);
  }

  private int end() {
    return wallAt(plan.hops().size());
  }

  private int heightOfBoxes() {
    return flows.size() * ROW + 2 * MARGIN;
  }

  private void box(int x, String title, List<String> inside) {
    line(
        "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>"
            .formatted(x, TOP - MARGIN, BOX, heightOfBoxes()));
    text(x + BOX / 2, TOP - MARGIN - 12, "title", title);
    for (int index = 0; index < inside.size(); index++) {
      text(x + BOX / 2, TOP + ROW / 2 + index * LINE, "soft", inside.get(index));
    }
  }

  private void wall(int index) {
    HopNeeds needs = plan.hops().get(index).needs();
    int x = wallAt(index);
    int middle = x + WALL / 2;
    line(
        "<rect class=\"wall\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
            .formatted(x, TOP - MARGIN, WALL, heightOfBoxes()));
    text(middle, TOP - MARGIN - 26, "title", needs.name());
    text(middle, TOP - MARGIN - 9, "soft", kind(plan.hops().get(index)));
    int y = TOP - MARGIN + heightOfBoxes() + 18;
    text(
        middle,
        y,
        "soft",
        needs.rest() == Rest.DROP ? "all else is dropped" : "all else: its other rules");
    if (needs.usesHelper()) {
      text(middle, y + 16, "soft", "FTP helper opens data");
    } else if (!needs.translations().isEmpty()) {
      text(middle, y + 16, "soft", "NAT" + (needs.hairpin().isEmpty() ? "" : ", hairpin"));
    }
  }

  private static String kind(Plan.Hop hop) {
    String place = hop.needs().place() == Place.HOST ? "host firewall" : "firewall";
    return hop.dialect().map(dialect -> place + ", " + dialect).orElse(place);
  }

  private void flow(int index) {
    PlanFlow flow = flows.get(index);
    int y = TOP + index * ROW + ROW / 2;
    String kind = kind(flow.purpose());
    for (int segment = 0; segment <= plan.hops().size(); segment++) {
      int from = segment == 0 ? MARGIN + BOX : wallAt(segment - 1) + WALL;
      int to = segment == plan.hops().size() ? end() : wallAt(segment);
      arrow(
          kind, y, flow.purpose().isOutward() ? to : from, flow.purpose().isOutward() ? from : to);
      text((from + to) / 2, y - 6, kind, flow.labels().get(segment));
    }
    IntStream.range(0, plan.hops().size()).forEach(hop -> gate(wallAt(hop), y, flow));
  }

  private void arrow(String kind, int y, int from, int to) {
    int back = to > from ? -8 : 8;
    line(
        "<path class=\"%s\" fill=\"none\" stroke-width=\"2\" d=\"M%d %dH%d\"/>"
            .formatted(kind, from, y, to + back));
    line("<path class=\"%s\" d=\"M%d %dl%d -4v8z\"/>".formatted(kind, to, y, back));
  }

  private void gate(int x, int y, PlanFlow flow) {
    line(
        "<rect class=\"gate\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
            .formatted(x + 6, y - 16, WALL - 12, 32));
    text(x + WALL / 2, y - 2, "", flow.purpose().text());
    text(x + WALL / 2, y + 11, "soft", flow.families());
  }

  private static String kind(Purpose purpose) {
    return switch (purpose) {
      case CONTROL, IMPLICIT_TLS -> "control";
      case PASSIVE, ACTIVE -> "data";
      case SFTP, PASS_THROUGH -> "other";
    };
  }

  private List<String> clients() {
    List<String> networks =
        plan.hops().getFirst().needs().needs().stream()
            .flatMap(need -> need.clients().stream())
            .map(PlanText::text)
            .distinct()
            .toList();
    if (networks.isEmpty()) {
      return List.of("anyone");
    }
    return networks.size() > MOST_NETWORKS ? List.of(networks.size() + " networks") : networks;
  }

  private void text(int x, int y, String kind, String text) {
    line(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\"%s>%s</text>"
            .formatted(x, y, kind.isEmpty() ? "" : " class=\"" + kind + "\"", escaped(text)));
  }

  private void line(String element) {
    svg.append(element).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
