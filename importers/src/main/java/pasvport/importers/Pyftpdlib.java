package pasvport.importers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pasvport.site.Advertise;
import pasvport.site.Endpoint;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.Product;
import pasvport.site.ServerSettings.TlsUse;

/** pyftpdlib: its command line, or what it logs when it starts; it has no file of its own. */
final class Pyftpdlib implements Importer {

  private static final Pattern STARTED =
      Pattern.compile(">>> starting FTP(\\S*) server on \\[?([0-9A-Fa-f.:]*?)\\]?:([0-9]+)");
  private static final Pattern LOGGED_PORTS = Pattern.compile("passive ports: ([0-9]+)->([0-9]+)");
  private static final Pattern LOGGED_ADDRESS =
      Pattern.compile("masquerade \\(NAT\\) address: (\\S+)");
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

  private static final int OWN_PORT = 2121;
  private static final int OWN_SESSIONS = 512;

  /** Options that take no value. */
  private static final List<String> FLAGS =
      List.of(
          "-w",
          "-V",
          "-D",
          "--write",
          "--debug",
          "--version",
          "--tls",
          "--tls-control-required",
          "--tls-data-required",
          "--permit-foreign-addresses",
          "--permit-privileged-ports");

  @Override
  public Product product() {
    return Product.PYFTPDLIB;
  }

  @Override
  public List<String> places() {
    return List.of();
  }

  @Override
  public String expected() {
    return "the command line python -m pyftpdlib …, or its log with \"starting FTP server\"";
  }

  @Override
  public String rangeOf(int first, int last) {
    return "-r %d-%d".formatted(first, last);
  }

  @Override
  public boolean recognises(Source source) throws ImportException {
    return STARTED.matcher(source.text()).find()
        || CommandWords.in(source, Pyftpdlib::isProgram).isPresent();
  }

  private static boolean isProgram(String word) {
    return word.equals("pyftpdlib");
  }

  @Override
  public void read(List<Source> sources, Disk disk, Result result) throws ImportException {
    var source = sources.getFirst();
    var draft = result.service(source.whole());
    draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
    draft.standard(Setting.ACTIVE, true);
    draft.standard(Setting.ACTIVE_SOURCE_PORT, 0);
    draft.standard(Setting.TLS, TlsUse.OFF);
    draft.standard(Setting.DATA_TLS, TlsUse.OFF);
    draft.standard(Setting.SESSION_REUSE, false);
    draft.standard(Setting.CHECKS_PEER, true);
    draft.standard(Setting.SESSIONS, OWN_SESSIONS);
    var command = CommandWords.in(source, Pyftpdlib::isProgram);
    if (command.isPresent()) {
      command(command.get(), draft, result);
    } else {
      log(source, draft, result);
    }
  }

  private static void command(CommandWords command, Draft draft, Result result)
      throws ImportException {
    draft.listens(new Endpoint(Endpoint.EVERY_ADDRESS, OWN_PORT), command.at());
    for (var option : options(command.words())) {
      switch (option.getFirst()) {
        case "-i", "--interface" ->
            Announced.literal(option.getLast())
                .ifPresent(address ->
                    draft.listens(
                        new Endpoint(address.toString(), draft.listener().port()), command.at()));
        case "-p", "--port" ->
            draft.listens(
                new Endpoint(
                    draft.listener().host(),
                    Numbers.port(option.getLast())
                        .orElseThrow(() ->
                            new ImportException(
                                command.at(),
                                "%s is no port".formatted(Quotes.shown(option.getLast()))))),
                command.at());
        case "-n", "--nat-address", "--nat_address" ->
            address(option.getLast(), command.at(), draft, result);
        case "-r", "--range" -> {
          var matcher = RANGE.matcher(option.getLast());
          if (!matcher.matches()) {
            throw new ImportException(
                command.at(),
                "%s is no range; expected such as 30000-30099"
                    .formatted(Quotes.shown(option.getLast())));
          }
          ports(matcher.group(1), matcher.group(2), command.at(), draft);
        }
        case "--tls" -> {
          draft.put(Setting.TLS, TlsUse.OFFERED, command.at());
          draft.put(Setting.DATA_TLS, TlsUse.OFFERED, command.at());
        }
        case "--tls-control-required" -> draft.put(Setting.TLS, TlsUse.REQUIRED, command.at());
        case "--tls-data-required" -> draft.put(Setting.DATA_TLS, TlsUse.REQUIRED, command.at());
        case "--permit-foreign-addresses" -> draft.put(Setting.CHECKS_PEER, false, command.at());
        case "--max-cons" ->
            Numbers.limit(option.getLast())
                .ifPresent(n -> draft.put(Setting.SESSIONS, n, command.at()));
        case "--max-cons-per-ip" ->
            Numbers.limit(option.getLast())
                .ifPresent(n -> draft.put(Setting.SESSIONS_PER_ADDRESS, n, command.at()));
        default -> {
          // nothing of ports, addresses or encryption
        }
      }
    }
  }

  /** Each option with its value behind it, if it has one. */
  private static List<List<String>> options(List<String> words) {
    var options = new ArrayList<List<String>>();
    for (var index = 0; index < words.size(); index++) {
      var word = words.get(index);
      if (word.startsWith("--") && word.contains("=")) {
        options.add(List.of(word.split("=", 2)));
      } else if (FLAGS.contains(word) || index + 1 == words.size()) {
        options.add(List.of(word));
      } else if (word.startsWith("-") && !word.startsWith("--") && word.length() > 2) {
        options.add(List.of(word.substring(0, 2), word.substring(2)));
      } else if (word.startsWith("-")) {
        options.add(List.of(word, words.get(++index)));
      }
    }
    // TLS first, so that what is required holds over what is offered.
    options.sort(Comparator.comparing(option -> !option.getFirst().equals("--tls")));
    return options;
  }

  private static void log(Source source, Draft draft, Result result) throws ImportException {
    for (var line : source.lines()) {
      var started = STARTED.matcher(line.text());
      if (started.find()) {
        var host =
            Optional.of(started.group(2))
                .filter(text -> !text.isEmpty() && !text.equals("0.0.0.0") && !text.equals("::"))
                .flatMap(Announced::literal)
                .map(Object::toString);
        var port = Numbers.port(started.group(3)).orElse(OWN_PORT);
        draft.listens(new Endpoint(host.orElse(Endpoint.EVERY_ADDRESS), port), line.at());
        if (!started.group(1).isEmpty()) {
          draft.put(Setting.TLS, TlsUse.OFFERED, line.at());
          draft.put(Setting.DATA_TLS, TlsUse.OFFERED, line.at());
        }
      }
      var ports = LOGGED_PORTS.matcher(line.text());
      if (ports.find()) {
        ports(ports.group(1), ports.group(2), line.at(), draft);
      }
      var address = LOGGED_ADDRESS.matcher(line.text());
      if (address.find()) {
        address(address.group(1), line.at(), draft, result);
      }
    }
  }

  private static void ports(String first, String last, Origin at, Draft draft)
      throws ImportException {
    var from = Numbers.port(first);
    var to = Numbers.port(last);
    if (from.isEmpty() || to.isEmpty() || from.get() > to.get()) {
      throw new ImportException(
          at, "%s-%s is no range of ports, the lower first".formatted(first, last));
    }
    draft.put(Setting.PASSIVE_PORTS, List.of(new PortRange(from.get(), to.get())), at);
    draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, at);
    draft.standard(Setting.BEYOND_RANGE, BeyondRange.LEAK);
  }

  private static void address(String text, Origin at, Draft draft, Result result) {
    var found = Announced.of(text);
    found.ifPresent(announced -> draft.put(Setting.ANNOUNCES, announced, at));
    if (found.isEmpty() || found.get() instanceof Advertise.Name) {
      found.ifPresent(_ -> draft.put(Setting.ANNOUNCES_RESOLVED, NameLookup.NEVER, at));
      result.warn(
          at,
          "pyftpdlib looks up no names: clients are told the text %s itself, which none understands."
              .formatted(Quotes.shown(text)),
          "-n and the address");
    }
  }
}
