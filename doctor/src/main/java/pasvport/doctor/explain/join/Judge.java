package pasvport.doctor.explain.join;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Event.End;
import pasvport.doctor.explain.Event.Ended;
import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Event.Remark;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;
import pasvport.site.HostText;

/**
 * The verdict on one data connection: the first of these questions that has an answer. Did it work,
 * did the server turn it away, was it there and broke, did a firewall refuse it, was it answered by
 * RST, was it let through and lost, did it go elsewhere, did it come at all.
 */
final class Judge {

  private static final String OPEN =
      "Let the whole passive range in before that rule, from where the clients are, or put the"
          + " gateway in front, which needs a few ports only.";

  private final DataConnection data;
  private final Evidence evidence;
  private final Rules rules;
  private final Set<LogFormat> formats;

  /**
   * @param formats of all logs that were given
   */
  Judge(DataConnection data, Evidence evidence, Rules rules, Set<LogFormat> formats) {
    this.data = data;
    this.evidence = evidence;
    this.rules = rules;
    this.formats = formats;
  }

  Verdict verdict() {
    if (data.isDone()) {
      return new Verdict(Outcome.WORKED, Certainty.PROVED, List.of(), List.of());
    }
    if (!data.hasFailed() && evidence.refused().isEmpty()) {
      var idle = unfinished();
      if (idle.isPresent()) {
        return idle.get();
      }
    }
    return turnedAway()
        .or(this::blocked)
        .or(this::refused)
        .or(this::broken)
        .or(this::lostBehind)
        .or(this::elsewhere)
        .or(this::wrongAddress)
        .orElseGet(this::neverSeen);
  }

  /** Nothing went wrong as far as the logs go; whether that is good depends on what followed. */
  private Optional<Verdict> unfinished() {
    return switch (data.after()) {
      case OPEN ->
          Optional.of(new Verdict(Outcome.UNDER_WAY, Certainty.CANNOT_TELL, List.of(), List.of()));
      case ANOTHER ->
          data.isAsked()
              ? Optional.empty()
              : Optional.of(new Verdict(Outcome.UNUSED, Certainty.LIKELY, List.of(), List.of()));
      case END -> Optional.empty();
    };
  }

  private Optional<Verdict> turnedAway() {
    for (var remark : data.remarks()) {
      var advice = advice(remark.remark());
      if (advice.isPresent()) {
        return Optional.of(
            new Verdict(
                Outcome.TURNED_AWAY,
                Certainty.PROVED,
                List.of("The server says: " + remark.text()),
                List.of(advice.get())));
      }
    }
    var failure = data.failure();
    if (failure.isPresent()) {
      var code = failure.get().code();
      // 425, 426 and 421 are about the data connection; others are about the command.
      if (code != 425 && code != 426 && code != 421) {
        return Optional.of(
            new Verdict(
                Outcome.TURNED_AWAY,
                Certainty.PROVED,
                List.of("The server answered %d %s".formatted(code, failure.get().text()).strip()),
                List.of()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> advice(Remark remark) {
    return switch (remark) {
      case FOREIGN_PEER ->
          Optional.of(
              "The data connection came from another address than the control connection: a NAT or"
                  + " proxy on the path gives the two different ones. Make it keep one address.");
      case RANGE_EXHAUSTED ->
          Optional.of(
              "All ports of the passive range are in use: make it larger, here and in the"
                  + " firewall.");
      case NO_SESSION_REUSE ->
          Optional.of(
              "The client does not resume the TLS session. Switch that on in the client, or allow"
                  + " it at the server (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions"
                  + " NoSessionReuseRequired).");
      case PORT_REFUSED ->
          Optional.of(
              "The client names an address that is not the one it comes from, as behind a NAT. Use"
                  + " passive mode.");
      case NEVER_CAME, CANNOT_CONNECT, BROKEN_OFF -> Optional.empty();
    };
  }

  private Optional<Verdict> blocked() {
    var refused = evidence.refused();
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    var packet = refused.getFirst();
    var text = rules.find(packet.rule());
    var sentences = new ArrayList<String>();
    sentences.add(
        "The SYN %s was %s by %s%s."
            .formatted(packet.flow(), packet.fate(), packet.rule(), times(refused.size())));
    text.ifPresent(found -> sentences.add(found.toString()));
    patience().ifPresent(sentences::add);
    var advice = new ArrayList<String>();
    advice.add(
        data.announced().mode() == Mode.ACTIVE
            ? "Let the server call out to its clients from port 20, or have the client use passive"
                + " mode."
            : OPEN);
    if (text.isEmpty() && packet.rule().kind() != Rule.Kind.TEXT) {
      advice.add(rulesAdvice());
    }
    return Optional.of(
        new Verdict(
            Outcome.BLOCKED,
            isSure(packet, text) ? Certainty.PROVED : Certainty.LIKELY,
            sentences,
            advice));
  }

  /** A prefix is only a name that somebody gave, unless UFW did, whose names mean something. */
  private static boolean isSure(Packet packet, Optional<RuleText> text) {
    return packet.rule().kind() != Rule.Kind.LOG_PREFIX
        || packet.rule().name().startsWith("[UFW ")
        || text.filter(found -> found.fate() == packet.fate()).isPresent();
  }

  private String rulesAdvice() {
    return rules.isEmpty()
        ? "With --rules FILE (nft list ruleset, iptables-save, pfctl -vvsr, rules.debug, show"
            + " running-config) the rule itself is shown."
        : "The ruleset that was given has no such rule; is it of this firewall, and of that time?";
  }

  private Optional<Verdict> refused() {
    var ports = new TreeSet<>(Set.of(data.announced().port()));
    var resets = evidence.resets(ports);
    var ended = end(End.RESET_BY_SERVER);
    if ((resets.isEmpty() && ended.isEmpty()) || data.wasThere()) {
      return Optional.empty();
    }
    var sentences = new ArrayList<String>();
    sentences.add(
        resets.isEmpty()
            ? "The firewall let it through, and the answer was RST (%s): nobody listens on port %d."
                .formatted(ended.map(Ended::reason).orElse(""), data.announced().port())
            : "The answer was RST (%s): nobody listens on port %d there."
                .formatted(resets.getFirst().flow(), data.announced().port()));
    patience().ifPresent(sentences::add);
    return Optional.of(
        new Verdict(
            Outcome.REFUSED,
            Certainty.PROVED,
            sentences,
            List.of(
                data.announced().mode() == Mode.ACTIVE
                    ? "The client has closed its port, or a NAT before it does not map it. Use"
                        + " passive mode."
                    : "Look whether the port forwarding goes to the server that announced the port,"
                        + " with the same port number, and that the server listens inside"
                        + " (ss -ltn while a transfer waits).")));
  }

  private Optional<Verdict> broken() {
    var idle = end(End.IDLE);
    var inspection = end(End.INSPECTION);
    if (inspection.isPresent()) {
      return Optional.of(
          new Verdict(
              Outcome.BROKEN_OFF,
              Certainty.PROVED,
              List.of("The firewall's FTP inspection cut it: " + inspection.get().reason() + "."),
              List.of(
                  "Do not set a public address in the server behind an inspecting firewall, or"
                      + " switch the inspection off and open the range.")));
    }
    if (!data.wasThere() && !data.hasRemark(Remark.BROKEN_OFF) && idle.isEmpty()) {
      return Optional.empty();
    }
    // 150 is no proof where it is sent before the connection is there.
    if (data.hasRemark(Remark.NEVER_CAME)
        || data.failure()
            .filter(failure -> failure.code() == 425 || failure.code() == 421)
            .isPresent()) {
      return Optional.empty();
    }
    var sentences = new ArrayList<String>();
    sentences.add("The data connection was there and broke.");
    idle.ifPresent(end -> sentences.add("The firewall closed it: " + end.reason() + "."));
    data.failure()
        .ifPresent(failure ->
            sentences.add("The server answered %d %s".formatted(failure.code(), failure.text())));
    return Optional.of(
        new Verdict(
            Outcome.BROKEN_OFF,
            Certainty.LIKELY,
            sentences,
            List.of(
                "Look at both ends' idle times and at the path's MTU; pasvport test tries a large"
                    + " transfer.")));
  }

  private Optional<Verdict> lostBehind() {
    var accepted = evidence.accepted();
    var unanswered = end(End.NO_HANDSHAKE);
    if (!accepted.isEmpty() || unanswered.isPresent()) {
      var sentences = new ArrayList<String>();
      sentences.add(
          unanswered
              .map(end ->
                  "The firewall let %s through, and no answer came back (%s)."
                      .formatted(end.flow(), end.reason()))
              .orElseGet(() ->
                  "The firewall let the SYN %s through%s, and it did not arrive."
                      .formatted(accepted.getFirst().flow(), translated(accepted.getFirst()))));
      patience().ifPresent(sentences::add);
      return Optional.of(
          new Verdict(
              Outcome.LOST_BEHIND,
              unanswered.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
              sentences,
              List.of(
                  "Look behind this firewall: another one, the server host's own, or a port"
                      + " forwarding to the wrong host. Its log, given as well, says which.")));
    }
    var unsaid = evidence.unsaid();
    if (unsaid.isEmpty()) {
      return Optional.empty();
    }
    var packet = unsaid.getLast();
    return Optional.of(
        new Verdict(
            Outcome.LOST_BEHIND,
            Certainty.LIKELY,
            withPatience(
                "The SYN %s was seen by %s%s and did not arrive; the log does not say what became"
                        .formatted(packet.flow(), packet.rule(), times(unsaid.size()))
                    + " of it."),
            List.of(rulesAdvice())));
  }

  private static String translated(Packet packet) {
    return packet.flow().equals(packet.translated()) ? "" : " as " + packet.translated();
  }

  private Optional<Verdict> elsewhere() {
    if (data.announced().mode() == Mode.ACTIVE || evidence.strays().isEmpty()) {
      return Optional.empty();
    }
    var stray =
        evidence.strays().stream()
            .flatMap(entry ->
                entry.event() instanceof Packet packet ? Stream.of(packet) : Stream.empty())
            .findFirst()
            .orElseThrow();
    if (data.announced().port() == 0) {
      var refused = stray.fate().isRefusal();
      return Optional.of(
          new Verdict(
              refused ? Outcome.BLOCKED : Outcome.UNKNOWN,
              refused ? Certainty.LIKELY : Certainty.CANNOT_TELL,
              withRule(
                  stray,
                  "The server's log does not say which port it announced. In that time the SYN %s"
                          .formatted(stray.flow())
                      + " was %s by %s.".formatted(stray.fate(), stray.rule())),
              Stream.concat(refused ? Stream.of(OPEN) : Stream.empty(), serverAdvice()).toList()));
    }
    return Optional.of(
        new Verdict(
            Outcome.WRONG_PORT,
            Certainty.LIKELY,
            withPatience(
                "The server announced port %d, but the client's SYN went to %s (%s)."
                    .formatted(data.announced().port(), stray.flow().to(), stray.fate())),
            List.of(
                "Something on the path changes the server's reply: an FTP helper or inspection."
                    + " Switch it off, or let it do the whole work and take the announced address"
                    + " out of the server.")));
  }

  private List<String> withRule(Packet packet, String sentence) {
    return Stream.concat(
            Stream.of(sentence), rules.find(packet.rule()).stream().map(RuleText::toString))
        .toList();
  }

  private Optional<Verdict> wrongAddress() {
    return data.announcedAddress()
        .filter(address ->
            data.announced().mode() == Mode.PASSIVE
                && isUnreachableFromOutside(address)
                && !isUnreachableFromOutside(data.client().address()))
        .map(address ->
            new Verdict(
                Outcome.WRONG_ADDRESS,
                evidence.logsAccepted() ? Certainty.PROVED : Certainty.LIKELY,
                withPatience(
                    "The server told the client at %s to connect to %s, which cannot be reached from"
                            .formatted(
                                HostText.written(data.client().address()),
                                HostText.written(address))
                        + " there."),
                List.of(
                    "Set the outside address in the server (vsftpd: pasv_address; ProFTPD:"
                        + " MasqueradeAddress; Pure-FTPd: ForcePassiveIP; pyftpdlib:"
                        + " masquerade_address).")));
  }

  private static boolean isUnreachableFromOutside(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress();
  }

  private Verdict neverSeen() {
    var sentences = new ArrayList<String>();
    var port = data.announced().port();
    if (!evidence.isThere()) {
      sentences.add("No firewall's log was given, so where it was lost cannot be told.");
    } else if (port == 0) {
      sentences.add("The server's log does not say which port was announced.");
    } else if (data.announced().mode() == Mode.ACTIVE) {
      sentences.add(
          "The firewall's log has nothing of the server's connection to port %d. That it logs what"
                  .formatted(port)
              + " clients open does not show that it logs what servers open.");
    } else if (evidence.logsAccepted()) {
      sentences.add(
          "The firewall saw the client's control connection and nothing for port %d: it was lost"
                  .formatted(port)
              + " before this firewall, or never sent.");
    } else {
      sentences.add(
          "The firewall's log has nothing for port %d. It does not have the client's control"
                  .formatted(port)
              + " connection either, so it may have let the SYN through without a word.");
    }
    patience().ifPresent(sentences::add);
    var seen =
        evidence.isThere()
            && port != 0
            && evidence.logsAccepted()
            && data.announced().mode() != Mode.ACTIVE;
    return new Verdict(
        seen ? Outcome.NEVER_SEEN : Outcome.UNKNOWN,
        seen ? Certainty.LIKELY : Certainty.CANNOT_TELL,
        sentences,
        seen
            ? List.of(
                "Look between the client and this firewall: the client's own network may not let it"
                    + " call port "
                    + port
                    + ".")
            : Stream.concat(port == 0 ? serverAdvice() : Stream.empty(), firewallAdvice())
                .toList());
  }

  private Stream<String> serverAdvice() {
    return data.entries().stream()
        .map(Entry::format)
        .distinct()
        .map(format -> "To log more: " + format.more() + ".");
  }

  private Stream<String> firewallAdvice() {
    var firewalls =
        formats.stream()
            .filter(format -> format.side() == LogFormat.Side.FIREWALL)
            .map(format -> "To log more: " + format.more() + ".")
            .toList();
    return firewalls.isEmpty()
        ? Stream.of("Give the firewall's log as well. " + LogFormat.NETFILTER.more() + ".")
        : firewalls.stream();
  }

  private Optional<Ended> end(End wanted) {
    return evidence.ends().stream().filter(one -> one.end() == wanted).findFirst();
  }

  private List<String> withPatience(String sentence) {
    return Stream.concat(Stream.of(sentence), patience().stream()).toList();
  }

  /** What the server said in the end, and how long it had waited. */
  private Optional<String> patience() {
    if (!data.isAsked()) {
      return Optional.of(
          "The client asked for a port and then for nothing: those that connect before they ask for"
              + " a file, such as curl, give up so.");
    }
    return data.failure()
        .map(failure ->
            "The server answered %d %s%s"
                .formatted(
                    failure.code(),
                    failure.text().isEmpty() ? "" : failure.text(),
                    data.waitsFrom()
                        .map(from -> Duration.between(from, data.end()).toSeconds())
                        .filter(seconds -> seconds > 0)
                        .map(seconds -> " (after %d s)".formatted(seconds))
                        .orElse("")));
  }

  private static String times(int count) {
    return count == 1 ? "" : ", %d times".formatted(count);
  }
}
