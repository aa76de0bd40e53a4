package pasvport.importers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pasvport.importers.ProftpdItem.Block;
import pasvport.importers.ProftpdItem.Directive;

/** Sorts what stands in ProFTPD's files by context, conditions decided. */
final class ProftpdContexts {

  /** Modules that can be built in or loaded, and that matter here. */
  private static final Set<String> OPTIONAL =
      Set.of("mod_tls.c", "mod_ifsession.c", "mod_dynmasq.c", "mod_sftp.c");

  private final Result result;
  private final ProftpdContext main = new ProftpdContext(Optional.empty());
  private final ProftpdContext global = new ProftpdContext(Optional.empty());
  private final List<ProftpdContext> virtualHosts = new ArrayList<>();
  private final Map<String, List<Directive>> classes = new HashMap<>();
  private final Set<String> loaded = new HashSet<>();
  private boolean loadsModules;

  ProftpdContexts(Block root, Result result) {
    this.result = result;
    sort(root, main);
  }

  /** The main server, with what holds globally behind its own. */
  ProftpdContext main() {
    return withGlobal(main);
  }

  /** The main server's own directives. */
  ProftpdContext mainAlone() {
    return main;
  }

  List<ProftpdContext> virtualHosts() {
    return virtualHosts.stream().map(this::withGlobal).toList();
  }

  /** The lines {@code From} of a class; empty if there is no such class. */
  List<Directive> networksOf(String className) {
    return classes.getOrDefault(className, List.of());
  }

  private ProftpdContext withGlobal(ProftpdContext own) {
    var whole = new ProftpdContext(own.block());
    whole.addAll(own);
    whole.addAll(global);
    return whole;
  }

  private void sort(Block from, ProftpdContext into) {
    for (var item : from.items()) {
      switch (item) {
        case Directive directive -> {
          if (directive.name().equals("loadmodule") && !directive.arguments().isEmpty()) {
            loadsModules = true;
            loaded.add(directive.arguments().getFirst().toLowerCase(Locale.ROOT));
          }
          into.add(directive);
        }
        case Block block -> sortBlock(block, into);
      }
    }
  }

  private void sortBlock(Block block, ProftpdContext into) {
    switch (block.name()) {
      case "global" -> sort(block, global);
      case "virtualhost" -> {
        var host = new ProftpdContext(Optional.of(block));
        virtualHosts.add(host);
        sort(block, host);
      }
      case "ifmodule" -> {
        if (holds(block)) {
          sort(block, into);
        }
      }
      case "ifdefine" -> {
        if (block.text().startsWith("!")) {
          sort(block, into);
        } else {
          result.warn(
              block.at(),
              "taken as not holding: <IfDefine %s> needs an option -D when ProFTPD is started."
                  .formatted(Quotes.shown(block.text())));
        }
      }
      case "class" ->
          classes.put(
              block.text(),
              block.items().stream()
                  .filter(Directive.class::isInstance)
                  .map(Directive.class::cast)
                  .filter(line -> line.name().equals("from"))
                  .toList());
      case "ifclass" -> into.addClassed(block);
      case "limit" -> into.addLimit(block);
      default -> {
        // <Anonymous>, <Directory> and the like: nothing of ports or addresses stands there
      }
    }
  }

  private boolean holds(Block ifModule) {
    var word = ifModule.text();
    var inverted = word.startsWith("!");
    var module = word.substring(inverted ? 1 : 0).toLowerCase(Locale.ROOT);
    var present = loaded.contains(module) || !OPTIONAL.contains(module) || !loadsModules;
    if (OPTIONAL.contains(module) && !loadsModules) {
      result.warn(
          ifModule.at(),
          "taken as built in: these files load no modules, so they do not tell whether ProFTPD has %s."
              .formatted(module));
    } else if (!present && !inverted && !ifModule.items().isEmpty()) {
      result.warn(
          ifModule.at(),
          "%s is not loaded, so what stands here does not hold.".formatted(module),
          "LoadModule %s before it, if it shall".formatted(module));
    }
    return present != inverted;
  }
}
