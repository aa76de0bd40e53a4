package pasvport.doctor.ends;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What both ends know of each scene: what the server sent beside what the client received, and the
 * other way.
 */
record Comparison(Map<Scene, Both> scenes) {

  /**
   * One scene at both ends.
   *
   * @param server empty if the server's end never saw it through to its secret
   */
  record Both(Optional<Part> server, Part client) {

    boolean connected() {
      return !client.end().startsWith("no connection");
    }

    /** What the server said and the client read differently. */
    Optional<Change> answers() {
      return server.flatMap(known -> Change.between(known.sent(), client.received()));
    }

    /** What the client said and the server read differently. */
    Optional<Change> commands() {
      return server.flatMap(known -> Change.between(client.sent(), known.received()));
    }

    /** Whether data came, and not as it was sent. */
    boolean dataChanged() {
      return server
          .filter(known ->
              differ(known.dataSent(), client.dataReceived())
                  || differ(client.dataSent(), known.dataReceived()))
          .isPresent();
    }

    private static boolean differ(String sent, String received) {
      return !sent.isEmpty() && !received.isEmpty() && !sent.equals(received);
    }

    boolean otherCertificate() {
      return server.filter(known -> differ(known.certificate(), client.certificate())).isPresent();
    }

    /** Whether the server's answer got lost, or the connection with it. */
    boolean cut() {
      return connected()
          && !client.end().equals(Part.IN_ORDER)
          && (server.isEmpty() || answers().isPresent());
    }

    boolean same() {
      return connected()
          && server.isPresent()
          && answers().isEmpty()
          && commands().isEmpty()
          && !dataChanged()
          && !otherCertificate();
    }
  }

  /**
   * The first line that is not as it was sent.
   *
   * @param received empty if it did not come
   */
  record Change(String sent, String received) {
    private static final int LONGEST = 200;

    static Optional<Change> between(String sent, String received) {
      if (sent.equals(received)) {
        return Optional.empty();
      }
      var these = List.of(sent.split("(?<=\n)", -1));
      var those = List.of(received.split("(?<=\n)", -1));
      for (int i = 0; i < Math.max(these.size(), those.size()); i++) {
        var one = i < these.size() ? these.get(i) : "";
        var other = i < those.size() ? those.get(i) : "";
        if (!one.equals(other)) {
          return Optional.of(new Change(shown(one), shown(other)));
        }
      }
      return Optional.empty();
    }

    private static String shown(String line) {
      var printable = new StringBuilder();
      line.strip()
          .chars()
          .limit(LONGEST)
          .forEach(c -> printable.append(c >= ' ' && c <= '~' ? (char) c : '?'));
      return printable.toString();
    }

    boolean lost() {
      return received.isEmpty();
    }

    @Override
    public String toString() {
      return lost()
          ? "\"%s\" never came".formatted(sent)
          : "\"%s\" came as \"%s\"".formatted(sent, received);
    }
  }

  static Comparison of(Map<Scene, Part> server, Map<Scene, Part> client) {
    var scenes = new EnumMap<Scene, Both>(Scene.class);
    client.forEach(
        (scene, part) -> scenes.put(scene, new Both(Optional.ofNullable(server.get(scene)), part)));
    return new Comparison(scenes);
  }

  boolean any(Predicate<Both> which) {
    return scenes.values().stream().anyMatch(which);
  }

  boolean is(Scene scene, Predicate<Both> which) {
    var both = scenes.get(scene);
    return both != null && which.test(both);
  }

  long same() {
    return scenes.values().stream().filter(Both::same).count();
  }

  /** The scenes that tell something, a sentence each. */
  List<String> told() {
    return scenes.entrySet().stream()
        .flatMap(each -> told(each.getKey(), each.getValue()).stream())
        .toList();
  }

  private static List<String> told(Scene scene, Both both) {
    var told = new ArrayList<String>();
    both.commands().ifPresent(change -> told.add("%s: %s at the server".formatted(scene, change)));
    both.answers()
        .ifPresent(change ->
            told.add(
                "%s: %s%s"
                    .formatted(
                        scene,
                        change,
                        both.client().end().equals(Part.IN_ORDER)
                            ? ""
                            : " (%s)".formatted(both.client().end()))));
    if (both.server().isEmpty() && both.connected()) {
      told.add("%s: %s".formatted(scene, both.client().end()));
    }
    if (both.dataChanged()) {
      told.add("%s: what went over the data connection is not what came".formatted(scene));
    }
    if (both.otherCertificate()) {
      told.add("%s: the certificate that came is not the server's".formatted(scene));
    }
    return told;
  }

  List<Map<String, Object>> json() {
    return scenes.entrySet().stream()
        .map(each -> {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("scene", each.getKey().toString());
          map.put("same", each.getValue().same());
          map.put("told", told(each.getKey(), each.getValue()));
          map.put("client-end", each.getValue().client().end());
          return map;
        })
        .toList();
  }
}
