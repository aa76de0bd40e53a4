package pasvport.firewall.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.HopNeeds;
import pasvport.lab.Lab;
import pasvport.lab.LabException;

/**
 * Tries rules before they are put in force: in a throwaway network whose firewall has this
 * machine's interfaces, addresses, routes and a copy of its rules, with a client before it and a
 * server behind. Real FTP goes through it, and what must not get through is tried too.
 */
final class Rehearsal {
  private final LiveFirewall firewall;
  private final Optional<Login> login;
  private final Stage stage;

  /** Where the copied firewall's programs run. */
  private final Shell wall;

  private final List<Flow> flows;

  private Rehearsal(
      LiveFirewall firewall, Optional<Login> login, Stage stage, Shell wall, List<Flow> flows) {
    this.firewall = firewall;
    this.login = login;
    this.stage = stage;
    this.wall = wall;
    this.flows = flows;
  }

  /**
   * Tries rules.
   *
   * @param live this machine
   * @param login what must not be cut
   * @throws ApplyException if this machine cannot be copied, or refuses the rules
   */
  static Report of(
      Rules rules, HopNeeds hop, LiveFirewall firewall, Shell live, Optional<Login> login)
      throws ApplyException {
    var ends = new Ends(hop, Machine.read(live));
    try (var stage = new Stage(Lab.open("rehearsal"), ends, live, login)) {
      var wall = firewall.copy(live, stage.wall());
      stage.serve();
      return new Rehearsal(firewall, login, stage, wall, Flows.between(ends)).of(rules, hop);
    } catch (LabException e) {
      throw new ApplyException("the rehearsal cannot be held: " + e.getMessage(), e);
    }
  }

  private Report of(Rules rules, HopNeeds hop) throws ApplyException {
    var before = failures();
    var held = held();
    var added = firewall.own(rules, wall);
    firewall.load(rules, added, wall);
    var after = failures();
    for (var more : firewall.admissions(hop.place(), wall)) {
      if (!more.isEmpty()
          && flows.stream().anyMatch(flow -> flow.wanted() && after.containsKey(flow))) {
        firewall.load(rules, more, wall);
        after.clear();
        after.putAll(failures());
        added = Stream.concat(added.stream(), more.stream()).toList();
      }
    }
    var results = new ArrayList<Report.Result>();
    for (var flow : flows) {
      results.add(
          new Report.Result(
              flow.text(),
              flow.wanted(),
              Optional.ofNullable(before.get(flow)),
              Optional.ofNullable(after.get(flow))));
    }
    held.ifPresent(caller -> results.add(stillHeld(caller)));
    return new Report(results, added);
  }

  /** What went wrong with those flows that did not get through. */
  private Map<Flow, String> failures() {
    var running = new LinkedHashMap<Flow, CompletableFuture<String>>();
    for (var flow : flows) {
      running.put(
          flow,
          stage
              .home(flow.from())
              .inside(() -> {
                try {
                  flow.deed().run();
                  return "";
                } catch (IOException e) {
                  return String.valueOf(e.getMessage());
                }
              }));
    }
    var failures = new HashMap<Flow, String>();
    running.forEach((flow, said) -> {
      var wrong = said.join();
      if (!wrong.isEmpty()) {
        failures.put(flow, wrong);
      }
    });
    // Where connections are refused instead of dropped, clients give up before their servers do.
    stage.hangUp();
    return failures;
  }

  /** A connection like the administrator's, made before the rules are loaded. */
  private Optional<Caller> held() throws ApplyException {
    if (login.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(stage.loggedIn(login.get()).join());
    } catch (CompletionException e) {
      throw new ApplyException(
          "in the rehearsal nobody gets in at %s, port %d, as you have: %s"
              .formatted(login.get().server().getHostAddress(), login.get().port(), e.getMessage()),
          e);
    }
  }

  /** Whether that connection still works, and another one could be made. */
  private Report.Result stillHeld(Caller held) {
    var way = login.orElseThrow();
    Optional<String> wrong = Optional.empty();
    try (held;
        var another = stage.loggedIn(way).join()) {
      held.still();
      another.still();
    } catch (IOException | CompletionException e) {
      wrong = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Report.Result(
        "the login from %s to port %d, old and new"
            .formatted(way.client().getHostAddress(), way.port()),
        true,
        Optional.empty(),
        wrong);
  }
}
