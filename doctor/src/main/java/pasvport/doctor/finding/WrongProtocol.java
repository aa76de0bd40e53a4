package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Scheme;

/** Something else than FTP answers. */
final class WrongProtocol implements Check {
  private static final Kind KIND =
      Kind.of(
          "wrong-protocol",
          "A7",
          Severity.FAULT,
          "the port speaks another protocol",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.greeting() instanceof Heard.NotFtp)
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s speaks %s, not FTP."
                        .formatted(
                            Addresses.shown(session.peer()),
                            session.greeting().shown().contains("SSH-")
                                ? "SSH"
                                : "another protocol"))
                .because(Evidence.greeting(session))
                .remedy(
                    session.greeting().shown().contains("SSH-")
                        ? "Use %s".formatted(Doors.url(facts, Scheme.SFTP, session))
                        : "Correct the port, or the target of its forwarding.")
                .affecting(Effects.all("cannot talk to it")));
  }
}
