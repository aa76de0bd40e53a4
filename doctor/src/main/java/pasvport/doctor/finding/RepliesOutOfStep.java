package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Session;

/** A reply answers another command than the last. */
final class RepliesOutOfStep implements Check {
  private static final Kind KIND =
      Kind.of(
          "replies-out-of-step",
          "F4",
          Severity.FAULT,
          "replies answer other commands than those that were asked",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(Session::loggedIn)
        .filter(session ->
            odd(session.system(), 215)
                || odd(session.features(), 211)
                || odd(session.folder(), 257))
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "A reply does not fit its command: the server, or a proxy on the way, has sent one reply too many.")
                .because(
                    Evidence.reply(session, "SYST", session.system()),
                    Evidence.reply(session, "FEAT", session.features()),
                    Evidence.reply(session, "PWD", session.folder()))
                .remedy(
                    "Test beside the server: if it is in step there, the proxy on the way is at fault; else update the server.")
                .affecting(Effects.all("takes one reply for another; wrong errors, lost files")));
  }

  private static boolean odd(Heard reply, int expected) {
    return reply
        .reply()
        .filter(said -> said.completed() && said.code() != expected && said.code() != 200)
        .isPresent();
  }
}
