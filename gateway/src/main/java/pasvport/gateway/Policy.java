package pasvport.gateway;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;
import pasvport.gateway.FileCommand.Effect;
import pasvport.site.ByteCount;
import pasvport.site.FileAccess;
import pasvport.site.Glob;
import pasvport.site.Hours;
import pasvport.site.PolicyRule;
import pasvport.site.VerbName;

/**
 * What one rule of the site says to one command. A pure function of the rule, the command and what
 * the session has learnt; replies are those of RFC 959 §4.2: 550 where there is no access, 502 and
 * 504 for commands and their parameters, 553 for names, 552 for size.
 */
final class Policy {
  /** Without a rule that matches, everything is allowed. */
  static final Policy EVERYTHING =
      new Policy(
          new PolicyRule(
              List.of(),
              List.of(),
              FileAccess.READ_WRITE,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              java.time.ZoneOffset.UTC));

  /**
   * What a session has learnt of where it stands.
   *
   * @param folderAsked whether the server has been asked for the working directory since it changed
   * @param folder the working directory, if the server said it
   * @param restart where the next transfer begins, by REST
   * @param appended the file that SIZE was asked for before an APPE, and how long it is
   */
  record Standing(
      boolean folderAsked, Optional<FilePath> folder, long restart, Optional<Sized> appended) {
    /** Nothing is known yet. */
    static final Standing NEW = new Standing(false, Optional.empty(), 0, Optional.empty());

    Standing inFolder(Optional<FilePath> found) {
      return new Standing(true, found, restart, appended);
    }

    Standing elsewhere() {
      return new Standing(false, Optional.empty(), restart, appended);
    }

    Standing from(long offset) {
      return new Standing(folderAsked, folder, offset, appended);
    }

    Standing appendingTo(Optional<Sized> file) {
      return new Standing(folderAsked, folder, restart, file);
    }
  }

  /** A file as its client names it, and how many bytes it has. */
  record Sized(Octets path, long bytes) {}

  private final PolicyRule rule;
  private final boolean hasNames;
  private final boolean hasPaths;

  Policy(PolicyRule rule) {
    this.rule = rule;
    this.hasNames = !rule.allowNames().isEmpty() || !rule.denyNames().isEmpty();
    this.hasPaths =
        Stream.concat(rule.allowNames().stream(), rule.denyNames().stream())
            .anyMatch(Glob::isForPath);
  }

  PolicyRule rule() {
    return rule;
  }

  /** Whether users of this rule may be logged in at this moment. */
  boolean isOpen(Instant moment) {
    LocalDateTime local = LocalDateTime.ofInstant(moment, rule.zone());
    return rule.hours().isEmpty()
        || rule.hours().stream().anyMatch((Hours hours) -> hours.contain(local));
  }

  boolean hasHours() {
    return !rule.hours().isEmpty();
  }

  /** What the server must be asked before this command can be judged; empty if nothing. */
  Optional<Command> question(Command command, Standing standing) {
    if (hasPaths
        && !standing.folderAsked()
        && FileCommand.of(command).readings().stream().anyMatch(FilePath::isRelative)) {
      return Optional.of(Command.of("PWD"));
    }
    if (rule.largestFile().isPresent()
        && command.verb().equals("APPE")
        && !command.argument().isEmpty()
        && standing.appended().filter(file -> file.path().equals(command.argument())).isEmpty()) {
      return Optional.of(new Command("SIZE", command.argument()));
    }
    return Optional.empty();
  }

  /** Why the command is refused; empty if it may go on. */
  Optional<Refusal> judge(Command command, Standing standing) {
    FileCommand does = FileCommand.of(command);
    return verb(command, does)
        .or(() -> access(does))
        .or(() -> names(does, standing))
        .or(() -> size(command, standing));
  }

  private Optional<Refusal> verb(Command command, FileCommand does) {
    Optional<VerbName> denied =
        rule.denyVerbs().stream().filter(name -> isNamed(command, name)).findFirst();
    if (denied.isPresent()) {
      return Optional.of(
          denied.get().word().isEmpty() ? Refusal.VERB_DENIED : Refusal.PARAMETER_DENIED);
    }
    if (rule.allowVerbs().isEmpty()
        || does.effect() == Effect.NEITHER
        || rule.allowVerbs().stream().anyMatch(name -> isNamed(command, name))) {
      return Optional.empty();
    }
    return Optional.of(
        command.verb().equals("SITE") ? Refusal.PARAMETER_DENIED : Refusal.VERB_DENIED);
  }

  private static boolean isNamed(Command command, VerbName name) {
    return FileCommand.verb(command.verb()).equals(FileCommand.verb(name.verb()))
        && (name.word().isEmpty() || FileCommand.word(command.argument()).equals(name.word()));
  }

  private Optional<Refusal> access(FileCommand does) {
    return switch (rule.access()) {
      case READ_WRITE -> Optional.empty();
      case READ_ONLY ->
          switch (does.effect()) {
            case NEITHER, READ -> Optional.empty();
            case WRITE, UNKNOWN -> Optional.of(Refusal.READ_ONLY);
          };
      case WRITE_ONLY ->
          switch (does.effect()) {
            case NEITHER, WRITE -> Optional.empty();
            case READ, UNKNOWN -> Optional.of(Refusal.WRITE_ONLY);
          };
    };
  }

  private Optional<Refusal> names(FileCommand does, Standing standing) {
    if (!hasNames) {
      return Optional.empty();
    }
    return switch (does.subject()) {
      case NOTHING -> Optional.empty();
      case UNREADABLE -> Optional.of(Refusal.NAME_UNCERTAIN);
      case CHOSEN_BY_SERVER ->
          rule.allowNames().isEmpty()
              ? paths(does, standing, false)
              : Optional.of(Refusal.NAME_UNCERTAIN);
      case FOLDER -> paths(does, standing, false);
      case FILE -> paths(does, standing, true);
    };
  }

  /** All readings must be allowed. A plain no is said before a doubt. */
  private Optional<Refusal> paths(FileCommand does, Standing standing, boolean isFile) {
    List<Refusal> found =
        does.readings().stream()
            .map(reading -> FilePath.of(reading, standing.folder()))
            .flatMap(path ->
                Stream.concat(
                    denied(path).stream(), isFile ? unlisted(path).stream() : Stream.of()))
            .toList();
    return found.contains(Refusal.NAME_DENIED)
        ? Optional.of(Refusal.NAME_DENIED)
        : found.stream().findFirst();
  }

  private Optional<Refusal> denied(FilePath path) {
    boolean doubt = false;
    for (Glob glob : rule.denyNames()) {
      boolean hit =
          glob.isForPath()
              ? path.rooted() && glob.matchesFolderOf(path.bytes())
              : path.names().stream().anyMatch(name -> glob.matches(name.toByteArray()));
      if (hit) {
        return Optional.of(Refusal.NAME_DENIED);
      }
      doubt |= glob.isForPath() && !path.rooted();
    }
    return doubt ? Optional.of(Refusal.NAME_UNCERTAIN) : Optional.empty();
  }

  private Optional<Refusal> unlisted(FilePath path) {
    if (rule.allowNames().isEmpty()) {
      return Optional.empty();
    }
    boolean doubt = false;
    for (Glob glob : rule.allowNames()) {
      boolean hit =
          glob.isForPath()
              ? path.rooted() && glob.matches(path.bytes())
              : path.name().filter(name -> glob.matches(name.toByteArray())).isPresent();
      if (hit) {
        return Optional.empty();
      }
      doubt |= glob.isForPath() && !path.rooted();
    }
    return Optional.of(doubt ? Refusal.NAME_UNCERTAIN : Refusal.NAME_DENIED);
  }

  private Optional<Refusal> size(Command command, Standing standing) {
    boolean tooLarge =
        switch (command.verb()) {
          case "ALLO" -> number(command.argument()) > largest();
          case "STOR", "APPE" -> room(command, standing) < 0;
          default -> false;
        };
    return tooLarge ? Optional.of(Refusal.FILE_TOO_LARGE) : Optional.empty();
  }

  /** How many bytes this upload may bring; negative if the file is too large already. */
  long room(Command command, Standing standing) {
    long before =
        command.verb().equals("APPE")
            ? standing.appended().map(Sized::bytes).orElse(0L)
            : standing.restart();
    return largest() - before;
  }

  private long largest() {
    return rule.largestFile().map(ByteCount::bytes).orElse(Long.MAX_VALUE);
  }

  /**
   * The number at the beginning of the text, or the greatest there is; 0 if it begins with none.
   */
  static long number(Octets text) {
    Octets stripped = FileCommand.stripped(text);
    long number = 0;
    for (int i = 0; i < stripped.length(); i++) {
      int digit = stripped.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return number;
      }
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
      if (number == Long.MAX_VALUE) {
        return number;
      }
    }
    return number;
  }
}
