package pasvport.site;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rule of the policy says to a verb, to reading and writing, to a name, to a moment; the
 * same for FTP and SFTP.
 *
 * @param rule the rule
 */
public record RuleJudge(PolicyRule rule) {

  /** Without a rule that matches, everything is allowed. */
  public static final RuleJudge EVERYTHING =
      new RuleJudge(
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

  /** Whether users of this rule may be logged in at this moment. */
  public boolean isOpen(Instant moment) {
    var local = LocalDateTime.ofInstant(moment, rule.zone());
    return rule.hours().isEmpty() || rule.hours().stream().anyMatch(hours -> hours.contain(local));
  }

  /** Whether any pattern is for names or paths. */
  public boolean hasNames() {
    return !rule.allowNames().isEmpty() || !rule.denyNames().isEmpty();
  }

  /** Whether any pattern is for whole paths. */
  public boolean hasPaths() {
    return Stream.concat(rule.allowNames().stream(), rule.denyNames().stream())
        .anyMatch(Glob::isForPath);
  }

  /** How many bytes a file brought may have. */
  public long largest() {
    return rule.largestFile().map(ByteCount::bytes).orElse(Long.MAX_VALUE);
  }

  /**
   * What the rule says to a command.
   *
   * @param asked the verb in its usual spelling, and the word behind it if that matters
   */
  public Optional<Denial> verb(VerbName asked, FileEffect effect) {
    var denied = rule.denyVerbs().stream().filter(name -> name.covers(asked)).findFirst();
    if (denied.isPresent()) {
      return Optional.of(
          denied.get().word().isEmpty() ? Denial.VERB_DENIED : Denial.PARAMETER_DENIED);
    }
    if (rule.allowVerbs().isEmpty()
        || effect == FileEffect.NEITHER
        || rule.allowVerbs().stream().anyMatch(name -> name.covers(asked))) {
      return Optional.empty();
    }
    return Optional.of(
        asked.verb().equals(VerbName.SITE) ? Denial.PARAMETER_DENIED : Denial.VERB_DENIED);
  }

  /** What the rule says to reading or writing. */
  public Optional<Denial> access(FileEffect effect) {
    return switch (rule.access()) {
      case READ_WRITE -> Optional.empty();
      case READ_ONLY ->
          switch (effect) {
            case NEITHER, READ -> Optional.empty();
            case WRITE, UNKNOWN -> Optional.of(Denial.READ_ONLY);
          };
      case WRITE_ONLY ->
          switch (effect) {
            case NEITHER, WRITE -> Optional.empty();
            case READ, UNKNOWN -> Optional.of(Denial.WRITE_ONLY);
          };
    };
  }

  /**
   * What the patterns say to a path; a plain no comes before a doubt.
   *
   * @param isFile whether it is a file's, for which {@code allow-names} are
   */
  public Optional<Denial> name(NamedPath path, boolean isFile) {
    var denied = denied(path);
    var unlisted = isFile ? unlisted(path) : Optional.<Denial>empty();
    return denied.filter(Denial.NAME_DENIED::equals).isPresent()
        ? denied
        : unlisted.filter(Denial.NAME_DENIED::equals).or(() -> denied).or(() -> unlisted);
  }

  private Optional<Denial> denied(NamedPath path) {
    var doubt = false;
    for (var glob : rule.denyNames()) {
      var hit =
          glob.isForPath()
              ? path.rooted() && glob.matchesFolderOf(path.bytes())
              : path.names().stream().anyMatch(glob::matches);
      if (hit) {
        return Optional.of(Denial.NAME_DENIED);
      }
      doubt |= glob.isForPath() && !path.rooted();
    }
    return doubt ? Optional.of(Denial.NAME_UNCERTAIN) : Optional.empty();
  }

  /**
   * What the patterns say to moving a folder: what lies in it may be denied where it is and not
   * where it comes to.
   *
   * @return nothing for what is no folder, too, unless a pattern goes on behind its name
   */
  public Optional<Denial> move(NamedPath from, NamedPath to) {
    return from.rooted()
            && to.rooted()
            && rule.denyNames().stream()
                .anyMatch(glob -> glob.isForPath() && !glob.coversBelow(from.bytes(), to.bytes()))
        ? Optional.of(Denial.NAME_DENIED)
        : Optional.empty();
  }

  private Optional<Denial> unlisted(NamedPath path) {
    if (rule.allowNames().isEmpty()) {
      return Optional.empty();
    }
    var doubt = false;
    for (var glob : rule.allowNames()) {
      var hit =
          glob.isForPath()
              ? path.rooted() && glob.matches(path.bytes())
              : path.name().filter(glob::matches).isPresent();
      if (hit) {
        return Optional.empty();
      }
      doubt |= glob.isForPath() && !path.rooted();
    }
    return Optional.of(doubt ? Denial.NAME_UNCERTAIN : Denial.NAME_DENIED);
  }
}
