package pasvport.doctor.ends;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pasvport.doctor.probe.Knock;
import pasvport.doctor.report.Shape;
import pasvport.site.Json;

/** The end outside. It connects to one address alone, and says there what every client says. */
public final class Outer implements End {
  private final InetAddress server;

  /**
   * @param server the only address that it connects to
   */
  public Outer(InetAddress server) {
    this.server = server;
  }

  @Override
  public Shape ask(String question, Map<String, ?> order) throws IOException, InterruptedException {
    var shape = Shape.parse(Json.write(order));
    return Shape.parse(
        Json.write(
            question.equals(OutsideQuestion.KNOCK.toString()) ? knock(shape) : visit(shape)));
  }

  /**
   * Tries ports.
   *
   * @throws IllegalArgumentException if the order cannot be read
   */
  public Map<String, Object> knock(Shape order) throws InterruptedException {
    var ports = order.numbers("ports");
    if (ports.size() > Beside.MOST_PORTS
        || ports.stream().anyMatch(port -> port < 1024 || port > 65_535)) {
      throw new IllegalArgumentException(
          "ports: at most %d, from 1024 on".formatted(Beside.MOST_PORTS));
    }
    return Map.of(
        "knocks", Knock.at(server, ports, Secret.of(order)).stream().map(Outer::json).toList());
  }

  private static Map<String, Object> json(Knock knock) {
    var map = new LinkedHashMap<String, Object>();
    map.put("port", knock.port());
    map.put("found", knock.found().name().toLowerCase(Locale.ROOT));
    knock
        .told()
        .ifPresent(told -> {
          map.put("reached", told.port());
          map.put("from", told.from());
        });
    return map;
  }

  static List<Knock> knocks(Shape answer) {
    return answer
        .list("knocks")
        .map(json ->
            new Knock(
                (int) json.number("port"),
                Knock.Found.valueOf(json.text("found").toUpperCase(Locale.ROOT)),
                json.maybeText("from")
                    .map(from -> new Knock.Told((int) json.number("reached"), from))))
        .toList();
  }

  /**
   * Plays scenes.
   *
   * @throws IllegalArgumentException if the order cannot be read
   */
  public Map<String, Object> visit(Shape order) throws InterruptedException {
    var scenes = EnumSet.noneOf(Scene.class);
    for (var name : order.texts("scenes")) {
      scenes.add(
          Scene.named(name).orElseThrow(() -> new IllegalArgumentException(name + " is no scene")));
    }
    var played =
        Visit.of(
            new InetSocketAddress(server, (int) order.number("port")), scenes, Secret.of(order));
    return Map.of(
        "scenes",
        played.entrySet().stream().map(each -> each.getValue().json(each.getKey())).toList());
  }

  /** The parts of one end, by scene. */
  static Map<Scene, Part> parts(Shape answer) {
    var parts = new EnumMap<Scene, Part>(Scene.class);
    answer
        .list("scenes")
        .forEach(json -> {
          Optional<Scene> scene = Scene.named(json.text("scene"));
          scene.ifPresent(known -> parts.put(known, Part.read(json)));
        });
    return parts;
  }
}
