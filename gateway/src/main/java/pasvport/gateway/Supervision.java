package pasvport.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;
import pasvport.ftp.Reply;
import pasvport.site.Allowance;
import pasvport.site.Bucket;

/**
 * One session under the site's policy: who the user is by the server's own word, where he stands,
 * and which rule holds for him. The session asks it before it serves a command, and tells it what
 * the server answers.
 *
 * <p>The user changes only when the server has said that a login succeeded, and then never again in
 * this session: servers differ in what a second USER does, and some say 230 to it and change
 * nothing. For the same reason commands under a policy go to the server one at a time.
 */
final class Supervision {
  /** A session without hours is never looked at for them. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int PATH_NAME_CREATED = 257;
  private static final int FILE_STATUS = 213;
  private static final int NO_FILE = 550;
  private static final int RESTART_TAKEN = 350;

  private final List<Policy> policies;
  private final Policies shared;

  private Optional<Octets> candidate = Optional.empty();
  private Optional<Octets> user = Optional.empty();
  private Policy policy;
  private Policy.Standing standing = Policy.Standing.NEW;

  /** For whose sake the server is asked. */
  private Command asking = Command.of("NOOP");

  /** The user's rate, kept so that it lives between his transfers. */
  private @Nullable Bucket ofUser;

  Supervision(List<Policy> policies, Policies shared) {
    this.policies = policies;
    this.shared = shared;
    this.policy = beforeLogin();
  }

  /** Whether the site says nothing about this client at all. */
  boolean isNone() {
    return policies.isEmpty();
  }

  private Policy beforeLogin() {
    return policies.stream()
        .filter(each -> each.rule().users().isEmpty())
        .findFirst()
        .orElse(Policy.EVERYTHING);
  }

  private Policy ofUser(Octets name) {
    return policies.stream()
        .filter(each -> each.rule().isForUser(name.toByteArray()))
        .findFirst()
        .orElse(Policy.EVERYTHING);
  }

  /** What the server must be asked before this command can be judged; empty if nothing. */
  Optional<Command> question(Command command) {
    if (isNone()) {
      return Optional.empty();
    }
    asking = command;
    return policy.question(command, standing);
  }

  /** Why the command is refused; empty if it may be served. */
  Optional<Refusal> judge(Command command) {
    if (isNone()) {
      return Optional.empty();
    }
    return command.verb().equals("USER") ? login(name(command)) : policy.judge(command, standing);
  }

  private Optional<Refusal> login(Octets name) {
    if (user.isPresent() && !user.get().equals(name)) {
      return Optional.of(Refusal.OTHER_USER_IN_SESSION);
    }
    return ofUser(name).isOpen(shared.now())
        ? Optional.empty()
        : Optional.of(Refusal.OUTSIDE_HOURS);
  }

  /** A name as servers take it: blanks around it are not part of it. */
  private static Octets name(Command command) {
    return FileCommand.stripped(command.argument());
  }

  /** Another server stands behind the session, which has seen nothing of it. */
  void atNewServer() {
    candidate = Optional.empty();
    standing = Policy.Standing.NEW;
  }

  /** The server's final reply to a command. */
  void answered(Command command, Reply reply) {
    if (isNone()) {
      return;
    }
    if (FileCommand.isMoveFrom(command)) {
      standing =
          standing.moving(
              reply.intermediate()
                  ? FileCommand.of(command).readings().stream()
                      .map(reading -> FilePath.of(reading, standing.folder()))
                      .toList()
                  : List.of());
    }
    switch (FileCommand.verb(command.verb())) {
      case "USER" -> {
        if (reply.completed()) {
          loggedIn(name(command));
        } else if (reply.intermediate() || candidate.isEmpty()) {
          candidate = Optional.of(name(command));
        }
      }
      case "PASS", "ACCT" -> {
        if (reply.completed()) {
          candidate.ifPresent(this::loggedIn);
        }
      }
      case "REIN" -> {
        if (reply.completed()) {
          user = Optional.empty();
          candidate = Optional.empty();
          policy = beforeLogin();
          ofUser = null;
          standing = Policy.Standing.NEW;
        }
      }
      case "CWD", "CDUP", "SITE", "SMNT" -> standing = standing.elsewhere();
      case "TYPE" -> {
        if (reply.completed()) {
          standing = standing.typed(FileCommand.stripped(command.argument()));
        }
      }
      case "PWD" -> standing = standing.inFolder(folder(reply));
      case "REST" -> {
        if (reply.code() == RESTART_TAKEN) {
          standing = standing.from(Policy.number(command.argument()));
        }
      }
      default -> {}
    }
  }

  /** The server's reply to a question of ours. */
  void learnt(Command question, Reply reply) {
    switch (question.verb()) {
      case "SIZE" -> standing = standing.appendingTo(Optional.of(size(question, reply)));
      case "TYPE" -> typed(question, reply);
      default -> answered(question, reply);
    }
  }

  /** A file that is not there has no bytes; a server that does not know SIZE says another no. */
  private static Policy.Sized size(Command question, Reply reply) {
    return new Policy.Sized(
        question.argument(),
        switch (reply.code()) {
          case FILE_STATUS -> OptionalLong.of(Policy.number(reply.lines().getFirst()));
          case NO_FILE -> OptionalLong.of(0);
          default -> OptionalLong.empty();
        });
  }

  /** The type was changed for SIZE's sake, or changed back. */
  private void typed(Command question, Reply reply) {
    if (question.argument().equals(standing.type())) {
      standing = standing.typedForSize(false);
    } else if (reply.completed()) {
      standing = standing.typedForSize(true);
    } else {
      standing =
          standing.appendingTo(
              Optional.of(new Policy.Sized(asking.argument(), OptionalLong.empty())));
    }
  }

  private void loggedIn(Octets name) {
    user = Optional.of(name);
    policy = ofUser(name);
    ofUser = null;
    standing = Policy.Standing.NEW.typed(standing.type());
  }

  /** The path in a 257, where quotes are doubled (RFC 959, appendix II). */
  private static Optional<FilePath> folder(Reply reply) {
    Octets text = reply.lines().getFirst();
    int start = text.indexOf('"', 0) + 1;
    if (reply.code() != PATH_NAME_CREATED || start == 0) {
      return Optional.empty();
    }
    byte[] path = new byte[text.length()];
    int length = 0;
    for (int i = start; i < text.length(); i++) {
      if (text.at(i) == '"') {
        if (i + 1 == text.length() || text.at(i + 1) != '"') {
          Octets whole = Octets.of(path, 0, length);
          boolean rooted = length > 0 && path[0] == '/';
          return rooted ? Optional.of(FilePath.of(whole, Optional.empty())) : Optional.empty();
        }
        i++;
      }
      path[length++] = (byte) text.at(i);
    }
    return Optional.empty();
  }

  /** A transfer begins: how much it may move, and how fast. */
  Allowance begin(Command command) {
    if (isNone()) {
      return Allowance.UNBOUNDED;
    }
    long room = policy.room(command, standing);
    standing = standing.from(0).appendingTo(Optional.empty());
    List<Bucket> buckets = new ArrayList<>();
    policy.rule().ratePerTransfer().map(shared::bucket).ifPresent(buckets::add);
    policy
        .rule()
        .ratePerUser()
        .ifPresent(rate -> {
          @Nullable Bucket known = ofUser;
          Bucket bucket =
              known != null ? known : shared.bucket(folded(user.orElse(Octets.EMPTY)), rate);
          ofUser = bucket;
          buckets.add(bucket);
        });
    return new Allowance(room, buckets);
  }

  /** In lower case, since a rule takes either case for the same user. */
  static Octets folded(Octets name) {
    byte[] bytes = name.toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] += (byte) ('a' - 'A');
      }
    }
    return Octets.of(bytes);
  }

  /**
   * A transfer was refused here, so the server knows nothing of it: what it must be told lest it
   * begins the next one in the middle; empty if nothing.
   */
  Optional<Command> takeBackRestart() {
    boolean told = standing.restart() > 0;
    standing = standing.from(0).appendingTo(Optional.empty());
    return told ? Optional.of(Command.of("REST", "0")) : Optional.empty();
  }

  /** Whether the user may no longer be logged in. */
  boolean hoursAreOver() {
    return user.isPresent() && policy.hasHours() && !policy.isOpen(shared.now());
  }

  /** Nanoseconds until the hours are worth another look: hours end with a minute. */
  long nextLookNanos() {
    if (user.isEmpty() || !policy.hasHours()) {
      return NEVER;
    }
    Instant now = shared.now();
    return now.until(
        now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES), ChronoUnit.NANOS);
  }
}
