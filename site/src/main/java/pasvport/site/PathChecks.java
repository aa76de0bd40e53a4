package pasvport.site;

import java.util.List;
import java.util.stream.IntStream;

/** What must hold between the hops of a path. */
final class PathChecks {

  private final List<PathHop> path;
  private final Findings findings;

  PathChecks(Site site, Findings findings) {
    this.path = site.path();
    this.findings = findings;
  }

  void run() {
    for (var index = 0; index < path.size(); index++) {
      var hop = path.get(index);
      var key = "path[" + index + "]";
      name(hop, index, key);
      place(hop, index, key);
      switch (hop.rest()) {
        case DROP -> {}
        case LEAVE -> {
          if (!hop.keep().isEmpty()) {
            findings.warning(
                "without effect, because rest is leave: nothing is closed", key + ".keep");
          }
        }
      }
    }
  }

  private void name(PathHop hop, int index, String key) {
    IntStream.range(0, index)
        .filter(earlier -> path.get(earlier).name().equals(hop.name()))
        .findFirst()
        .ifPresent(earlier ->
            findings.error(
                "%s is the name of path[%d] too; choose another".formatted(hop.name(), earlier),
                key + ".name",
                key));
  }

  private void place(PathHop hop, int index, String key) {
    switch (hop.place()) {
      case FORWARDING -> translation(hop, key);
      case HOST -> {
        if (index < path.size() - 1) {
          findings.error(
              "a host is the end of the path, but path[%d] follows. Allowed: forwarding, or as the"
                      .formatted(index + 1)
                  + " last hop",
              key + ".place");
        }
        if (!hop.outsideAddresses().isEmpty()) {
          findings.error(
              "the host at the end of the path translates nothing. Allowed: none, or place:"
                  + " forwarding",
              key + ".outside-addresses");
        }
        if (!hop.hairpin().isEmpty()) {
          findings.error(
              "nothing is behind the host at the end of the path. Allowed: at a hop that forwards",
              key + ".hairpin");
        }
      }
    }
  }

  private void translation(PathHop hop, String key) {
    if (!hop.outsideAddresses().isEmpty()) {
      return;
    }
    hop.controlPort().ifPresent(_ -> needsAddress(key + ".control-port"));
    hop.implicitPort().ifPresent(_ -> needsAddress(key + ".implicit-port"));
    if (!hop.hairpin().isEmpty()) {
      needsAddress(key + ".hairpin");
    }
  }

  private void needsAddress(String key) {
    findings.error("only a hop that translates has this. Allowed: with outside-addresses", key);
  }
}
