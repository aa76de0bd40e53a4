package pasvport.importers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import pasvport.importers.ProftpdItem.Block;
import pasvport.importers.ProftpdItem.Directive;

/** What holds in one of ProFTPD's contexts: the main server, {@code <Global>}, a virtual host. */
final class ProftpdContext {

  private final Optional<Block> block;
  private final List<Directive> directives = new ArrayList<>();
  private final List<Block> classed = new ArrayList<>();

  /** The commands that data connections begin with, and what means them too. */
  private static final Set<String> DATA = Set.of("PASV", "EPSV", "PORT", "EPRT", "ALL");

  private final List<Block> limits = new ArrayList<>();

  ProftpdContext(Optional<Block> block) {
    this.block = block;
  }

  void add(Directive directive) {
    directives.add(directive);
  }

  /** An {@code <IfClass>}. */
  void addClassed(Block ifClass) {
    classed.add(ifClass);
  }

  /** A {@code <Limit>}. */
  void addLimit(Block limit) {
    limits.add(limit);
  }

  void addAll(ProftpdContext other) {
    directives.addAll(other.directives);
    classed.addAll(other.classed);
    limits.addAll(other.limits);
  }

  /** The block of a virtual host; empty for the others. */
  Optional<Block> block() {
    return block;
  }

  List<Block> classed() {
    return classed;
  }

  /** The directive of this name. Of several ProFTPD takes the first (measured). */
  Optional<Directive> directive(String name) {
    return all(name).stream().findFirst();
  }

  List<Directive> all(String name) {
    return directives.stream().filter(one -> one.name().equals(name)).toList();
  }

  /** The limit that denies this command to everyone. */
  Optional<Block> denying(String command) {
    return limits.stream()
        .filter(limit -> names(limit).contains(command))
        .filter(ProftpdContext::deniesAll)
        .findFirst();
  }

  /** Limits of what has to do with data connections that hold for some clients alone. */
  List<Block> denyingSome() {
    return limits.stream()
        .filter(limit ->
            names(limit).stream().anyMatch(DATA::contains)
                && !deniesAll(limit)
                && limit.items().stream().anyMatch(item -> item.name().startsWith("deny")))
        .toList();
  }

  private static boolean deniesAll(Block limit) {
    return limit.items().stream()
        .anyMatch(item ->
            item.name().equals("denyall")
                || (fromAll(item, "deny")
                    && limit.items().stream()
                        .noneMatch(other -> other.name().startsWith("allow"))));
  }

  /** {@code Deny from all}, as mod_core and Apache have it. */
  private static boolean fromAll(ProftpdItem item, String name) {
    return item instanceof Directive directive
        && directive.name().equals(name)
        && directive.text().matches("(?i)(from\\s+)?all");
  }

  private static Set<String> names(Block limit) {
    var names = new HashSet<String>();
    limit.arguments().forEach(word -> names.add(word.toUpperCase(Locale.ROOT)));
    return names;
  }
}
