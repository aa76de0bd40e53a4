package pasvport.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
   * @param type the client's representation type, as it said it
   * @param typeChanged whether the server has another one, for SIZE's sake
   * @param moving what RNFR has named, each way to read it
   */
  record Standing(
      boolean folderAsked,
      Optional<FilePath> folder,
      long restart,
      Optional<Sized> appended,
      Octets type,
      boolean typeChanged,
      List<FilePath> moving) {

    Standing {
      moving = List.copyOf(moving);
    }

    /** Nothing is known yet; the type is what RFC 959 §5.1 begins with. */
    static final Standing NEW =
        new Standing(
            false, Optional.empty(), 0, Optional.empty(), Octets.ascii("A"), false, List.of());

    Standing inFolder(Optional<FilePath> found) {
      return new Standing(true, found, restart, appended, type, typeChanged, moving);
    }

    Standing elsewhere() {
      return new Standing(false, Optional.empty(), restart, appended, type, typeChanged, moving);
    }

    Standing from(long offset) {
      return new Standing(folderAsked, folder, offset, appended, type, typeChanged, moving);
    }

    Standing appendingTo(Optional<Sized> file) {
      return new Standing(folderAsked, folder, restart, file, type, typeChanged, moving);
    }

    Standing typed(Octets said) {
      return new Standing(folderAsked, folder, restart, appended, said, false, moving);
    }

    Standing typedForSize(boolean changed) {
      return new Standing(folderAsked, folder, restart, appended, type, changed, moving);
    }

    Standing moving(List<FilePath> paths) {
      return new Standing(folderAsked, folder, restart, appended, type, typeChanged, paths);
    }

    /** Whether the server counts octets, as SIZE needs it (RFC 3659 §4). */
    boolean isBinary() {
      return typeChanged
          || (!type.isEmpty() && (type.at(0) == 'I' || type.at(0) == 'i' || isLocal()));
    }

    private boolean isLocal() {
      return type.at(0) == 'L' || type.at(0) == 'l';
    }
  }

  /** A file as its client names it, and how many bytes it has, if that can be known. */
  record Sized(Octets path, OptionalLong bytes) {}

  /** More digits are no offset. */
  private static final int MOST_DIGITS = 18;

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
      // Of a type in which the server would have to count line ends it may refuse to say a size.
      return Optional.of(
          standing.isBinary() ? new Command("SIZE", command.argument()) : Command.of("TYPE", "I"));
    }
    return standing.typeChanged()
        ? Optional.of(new Command("TYPE", standing.type()))
        : Optional.empty();
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
        .or(() -> move(command, does, standing))
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

  /** A folder that is moved takes what lies in it along, out of the patterns' sight. */
  private Optional<Refusal> move(Command command, FileCommand does, Standing standing) {
    if (!hasPaths || !FileCommand.isMoveTo(command)) {
      return Optional.empty();
    }
    return does.readings().stream()
        .map(reading -> FilePath.of(reading, standing.folder()).named())
        .flatMap(
            to -> standing.moving().stream().flatMap(from -> judge.move(from.named(), to).stream()))
        .findFirst()
        .map(Refusal::of);
  }

  private Optional<Refusal> size(Command command, Standing standing) {
    if (rule.largestFile().isEmpty()) {
      return Optional.empty();
    }
    if (command.verb().equals("REST") && !isOffset(command.argument())) {
      // Servers read more than digits as a number, and not all of them the same.
      return Optional.of(Refusal.BAD_RESTART);
    }
    if (command.verb().equals("APPE")
        && standing.appended().filter(file -> file.bytes().isEmpty()).isPresent()) {
      return Optional.of(Refusal.FILE_SIZE_UNKNOWN);
    }
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
            ? standing.appended().map(file -> file.bytes().orElse(0)).orElse(0L)
            : standing.restart();
    return judge.largest() - before;
  }

  private static boolean isOffset(Octets text) {
    Octets digits = FileCommand.stripped(text);
    return FileCommand.isNumber(digits) && digits.length() <= MOST_DIGITS;
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
