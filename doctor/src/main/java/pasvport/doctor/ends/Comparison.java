package pasvport.doctor.ends;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What both ends know of each scene: what the server sent beside what the client received, and the
 * other way.
 */
public record Comparison(Map<Scene, Both> scenes) {

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

    /** The first line that the server said after all that came. */
    Optional<Change> lostAnswer() {
      return server.flatMap(known -> Change.lost(known.sent(), client.received()));
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
   * How one scene went.
   *
   * @param command the first one that the server got otherwise than the client said it
   * @param answer the first one that came otherwise than the server said it
   * @param end how the client's control connection ended
   */
  public record Outcome(
      Scene scene,
      boolean same,
      Optional<Change> command,
      Optional<Change> answer,
      boolean dataSame,
      boolean certificateSame,
      String end) {

    /** Whether the client came to its own end of it. */
    public boolean inOrder() {
      return end.equals(Part.IN_ORDER);
    }

    Map<String, Object> json() {
      var map = new LinkedHashMap<String, Object>();
      map.put("scene", scene.toString());
      map.put("same", same);
      command.ifPresent(change -> map.put("command", change.json()));
      answer.ifPresent(change -> map.put("answer", change.json()));
      map.put("data-same", dataSame);
      map.put("certificate-same", certificateSame);
      map.put("client-end", end);
      return map;
    }
  }

  /**
   * The first line that is not as it was sent.
   *
   * @param received empty if it did not come
   */
  public record Change(String sent, String received) {
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

    static Optional<Change> lost(String sent, String received) {
      var these = List.of(sent.split("(?<=\n)", -1));
      int heard = received.isEmpty() ? 0 : List.of(received.split("(?<=\n)", -1)).size();
      return received.endsWith("\n") && heard > 0 && these.size() >= heard
          ? lostAfter(these, heard - 1)
          : lostAfter(these, heard);
    }

    private static Optional<Change> lostAfter(List<String> lines, int heard) {
      return heard < lines.size() && !lines.get(heard).isEmpty()
          ? Optional.of(new Change(shown(lines.get(heard)), ""))
          : Optional.empty();
    }

    private static String shown(String line) {
      var printable = new StringBuilder();
      line.strip()
          .chars()
          .limit(LONGEST)
          .forEach(c -> printable.append(c >= ' ' && c <= '~' ? (char) c : '?'));
      return printable.toString();
    }

    Map<String, Object> json() {
      return Map.of("sent", sent, "received", received);
    }

    public boolean lost() {
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

  /** Scene by scene. */
  public List<Outcome> outcomes() {
    return scenes.entrySet().stream()
        .map(each -> {
          var both = each.getValue();
          return new Outcome(
              each.getKey(),
              both.same(),
              both.commands(),
              both.answers(),
              !both.dataChanged(),
              !both.otherCertificate(),
              both.client().end());
        })
        .toList();
  }

  boolean any(Predicate<Both> which) {
    return scenes.values().stream().anyMatch(which);
  }

  boolean is(Scene scene, Predicate<Both> which) {
    var both = scenes.get(scene);
    return both != null && which.test(both);
  }

  public long same() {
    return scenes.values().stream().filter(Both::same).count();
  }

  /** What came otherwise than it was sent, with the scenes. */
  List<String> rewrites() {
    return grouped(both ->
        Stream.concat(
            both
                .commands()
                .filter(change -> !change.lost())
                .map(change -> change + " at the server")
                .stream(),
            both.answers().filter(change -> !change.lost()).map(Change::toString).stream()));
  }

  /** What never came, with the scenes and how they ended. */
  List<String> cuts() {
    return grouped(both ->
        both.cut()
            ? Stream.of(
                "%s: %s"
                    .formatted(
                        both.lostAnswer()
                            .map(Change::toString)
                            .orElse("what the server got is not known"),
                        both.client().end()))
            : Stream.empty());
  }

  List<String> damages() {
    return grouped(both ->
        both.dataChanged()
            ? Stream.of("SHA-256 of what was sent and of what came differ")
            : Stream.empty());
  }

  List<String> otherCertificates() {
    return grouped(both ->
        both.otherCertificate()
            ? both.server().stream()
                .map(server ->
                    "the server showed %s, and %s came"
                        .formatted(server.certificate(), both.client().certificate()))
            : Stream.empty());
  }

  private List<String> grouped(Function<Both, Stream<String>> what) {
    var byText = new LinkedHashMap<String, List<String>>();
    scenes.forEach((scene, both) ->
        what.apply(both)
            .forEach(text ->
                byText.computeIfAbsent(text, _ -> new ArrayList<>()).add(scene.toString())));
    return byText.entrySet().stream()
        .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
        .toList();
  }

  List<Map<String, Object>> json() {
    return outcomes().stream().map(Outcome::json).toList();
  }
}
