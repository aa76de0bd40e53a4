package pasvport.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import pasvport.site.Endpoint;
import pasvport.site.Problem;
import pasvport.site.Site;

/** Whether the ports of a site can be listened on, and what to do where they cannot. */
record CheckPorts(Site site, CheckHost host) {

  List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    entryProblems(site.listen(), "listen", problems);
    entryProblems(site.tls().implicit(), "tls.implicit", problems);
    var acme = site.certificates().acme();
    if (!acme.names().isEmpty()) {
      entryProblem(acme.answersAt(), "certificates.acme.listen")
          .map(problem -> warning(problem.key(), problem.message()))
          .ifPresent(problems::add);
    }
    for (var index = 0; index < site.passThrough().size(); index++) {
      entryProblem(site.passThrough().get(index).listen(), "pass-through[" + index + "].listen")
          .ifPresent(problems::add);
    }
    for (var entry : site.sftpEntries()) {
      entryProblem(entry, "embedded.sftp-port").ifPresent(problems::add);
    }
    problems.addAll(rangeProblems());
    return problems;
  }

  private void entryProblems(List<Endpoint> entries, String key, List<Problem> problems) {
    for (var index = 0; index < entries.size(); index++) {
      entryProblem(entries.get(index), key + "[" + index + "]").ifPresent(problems::add);
    }
  }

  private Optional<Problem> entryProblem(Endpoint entry, String key) {
    return switch (host.port(at(entry, entry.port()))) {
      case FREE -> Optional.empty();
      case TAKEN ->
          Optional.of(
              warning(
                  key,
                  "%s is in use. If Pasvport runs already, that is why; else stop the program that"
                          .formatted(entry)
                      + " holds it (Linux: ss -ltnp 'sport = :%d') or choose another port"
                          .formatted(entry.port())));
      case FORBIDDEN ->
          Optional.of(
              error(
                  key,
                  "%s may not be opened by this user. Choose a port above 1023, or allow it (Linux:"
                          .formatted(entry)
                      + " sysctl net.ipv4.ip_unprivileged_port_start=%d)".formatted(entry.port())));
      case UNUSABLE -> Optional.of(error(key, entry + " cannot be opened on this host"));
    };
  }

  /** One problem for each kind, because a range may hold thousands of ports. */
  private List<Problem> rangeProblems() {
    var range = site.passive().ports();
    var bad = new EnumMap<CheckHost.Port, List<Integer>>(CheckHost.Port.class);
    IntStream.rangeClosed(range.first(), range.last())
        .forEach(port ->
            hosts().stream()
                .map(entry -> host.port(at(entry, port)))
                .filter(found -> found != CheckHost.Port.FREE)
                .findFirst()
                .ifPresent(found -> bad.computeIfAbsent(found, _ -> new ArrayList<>()).add(port)));
    return bad.entrySet().stream().map(this::rangeProblem).toList();
  }

  private Problem rangeProblem(Map.Entry<CheckHost.Port, List<Integer>> bad) {
    var ports = bad.getValue();
    var which =
        ports.size() == 1
            ? ports.getFirst().toString()
            : "%d and %d more".formatted(ports.getFirst(), ports.size() - 1);
    var key = "passive.ports";
    return bad.getKey() == CheckHost.Port.TAKEN
        ? warning(
            key,
            "%s in use. If Pasvport runs already, that is why; else choose another range, or keep"
                    .formatted(which + (ports.size() == 1 ? " is" : " are"))
                + " this one from outgoing connections (Linux: sysctl"
                + " net.ipv4.ip_local_reserved_ports=%s)".formatted(site.passive().ports()))
        : error(key, which + " cannot be opened on this host");
  }

  /** The addresses at which data ports are opened: those of the entries, or all. */
  private List<Endpoint> hosts() {
    return site.entries().stream()
        .filter(Endpoint::everyAddress)
        .findFirst()
        .map(List::of)
        .orElse(site.entries());
  }

  private static InetSocketAddress at(Endpoint entry, int port) {
    return entry
        .literal()
        .map((InetAddress address) -> new InetSocketAddress(address, port))
        .orElseGet(() -> new InetSocketAddress(port));
  }

  private static Problem error(String key, String message) {
    return new Problem(Problem.Severity.ERROR, 0, 0, key, message);
  }

  private static Problem warning(String key, String message) {
    return new Problem(Problem.Severity.WARNING, 0, 0, key, message);
  }
}
