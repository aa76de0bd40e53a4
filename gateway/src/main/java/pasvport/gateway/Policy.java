package pasvport.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;
import pasvport.site.Denial;
import pasvport.site.PolicyRule;
import pasvport.site.RuleJudge;
import pasvport.site.VerbName;

/**
 * What one rule of the site says to one command. A pure function of the rule, the command and what
 * the session has learnt; replies are those of RFC 959 §4.2: 550 where there is no access, 502 and
 * 504 for commands and their parameters, 553 for names, 552 for size.
 */
final class Policy {
  /** Without a rule that matches, everything is allowed. */
  static final Policy EVERYTHING = new Policy(RuleJudge.EVERYTHING.rule());

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
  private final RuleJudge judge;
  private final boolean hasNames;
  private final boolean hasPaths;

  Policy(PolicyRule rule) {
    this.rule = rule;
    this.judge = new RuleJudge(rule);
    this.hasNames = judge.hasNames();
    this.hasPaths = judge.hasPaths();
  }

  PolicyRule rule() {
    return rule;
  }

  /** Whether users of this rule may be logged in at this moment. */
  boolean isOpen(Instant moment) {
    return judge.isOpen(moment);
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
    VerbName asked =
        new VerbName(FileCommand.verb(command.verb()), FileCommand.word(command.argument()));
    return judge
        .verb(asked, does.effect())
        .or(() -> judge.access(does.effect()))
        .map(Refusal::of)
        .or(() -> names(does, standing))
        .or(() -> size(command, standing));
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
    List<Denial> found =
        does.readings().stream()
            .map(reading -> FilePath.of(reading, standing.folder()).named())
            .flatMap(path -> judge.name(path, isFile).stream())
            .toList();
    return found.stream()
        .filter(Denial.NAME_DENIED::equals)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .map(Refusal::of);
  }

  private Optional<Refusal> size(Command command, Standing standing) {
    boolean tooLarge =
        switch (command.verb()) {
          case "ALLO" -> number(command.argument()) > judge.largest();
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
    return judge.largest() - before;
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
