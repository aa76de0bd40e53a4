package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Times;

/** A connection that nobody uses is forgotten on the way. */
final class IdleDropped implements Check {
  private static final Kind KIND =
      Kind.of(
          "idle-dropped",
          "F1",
          Severity.WARNING,
          "an idle control connection is forgotten on the way",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.idles().stream()
        .filter(idle -> idle.during().silence() && (idle.after().silence() || idle.after().reset()))
        .findFirst()
        .map(idle ->
            KIND.finding(
                    Certainty.LIKELY,
                    "After %s without a word the control connection was dead, and no end of it had come from the server: a firewall or NAT on the way has forgotten it. During a longer transfer the same happens."
                        .formatted(Times.shown(idle.left())))
                .because(
                    "session %d: idle for %s, then NOOP -> %s"
                        .formatted(idle.session(), Times.shown(idle.left()), idle.after().shown()))
                .remedy(
                    "Let the firewall keep established connections for longer (Linux: sysctl net.netfilter.nf_conntrack_tcp_timeout_established).",
                    "Or send something sooner: sysctl net.ipv4.tcp_keepalive_time=60 on the server, with keepalive switched on in it; in FileZilla, Settings, FTP, Send FTP keep-alive commands.")
                .affecting(Effects.all("long transfers seem to hang at their end")));
  }
}
