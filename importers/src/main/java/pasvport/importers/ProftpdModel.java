package pasvport.importers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pasvport.importers.ProftpdItem.Directive;
import pasvport.site.Advertise;
import pasvport.site.AdvertiseFor;
import pasvport.site.Endpoint;
import pasvport.site.Network;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings.BeyondRange;
import pasvport.site.ServerSettings.NameLookup;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.TlsUse;

/** What ProFTPD does with its directives. */
final class ProftpdModel {

  /** From where EPSV draws if nothing names a range (measured); PASV asks the kernel. */
  private static final PortRange OWN_OF_EPSV = new PortRange(1024, 65_535);

  /** MasqueradeAddress takes a network device too. */
  private static final Pattern DEVICE =
      Pattern.compile("(eth|en|wl|ww|bond|br|vlan|ppp|wan|lan|tun|lo)[a-z0-9.]*[0-9]+[a-z0-9.]*");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final ProftpdContexts contexts;
  private final Result result;
  private final Origin whole;

  ProftpdModel(ProftpdContexts contexts, Result result, Origin whole) {
    this.contexts = contexts;
    this.result = result;
    this.whole = whole;
  }

  void draw() {
    var main = contexts.main();
    if (port(main).orElse(Endpoint.FTP) != 0) {
      draw(main);
    }
    for (var host : contexts.virtualHosts()) {
      if (isOn(host, "sftpengine")) {
        sftp(host);
      } else if (port(host).orElse(Endpoint.FTP) != 0) {
        draw(host);
        notInherited(host);
      }
    }
    implicit();
  }

  private Draft draw(ProftpdContext context) {
    var draft = result.service(whole);
    listener(context, draft);
    passive(context, draft);
    address(context, draft);
    perClass(context, draft);
    active(context, draft);
    encryption(context, draft);
    limits(context, draft);
    return draft;
  }

  private void listener(ProftpdContext context, Draft draft) {
    var origins = new ArrayList<Origin>();
    var port = context.directive("port");
    port.ifPresent(directive -> origins.add(directive.at()));
    var host =
        context
            .block()
            .map(ProftpdItem.class::cast)
            .or(() -> context.directive("defaultaddress").map(ProftpdItem.class::cast));
    host.ifPresent(item -> origins.add(item.at()));
    var address =
        host.filter(item -> item.arguments().size() == 1)
            .flatMap(item -> Announced.literal(item.text()))
            .map(Object::toString)
            .filter(text -> !text.equals("0.0.0.0") && !text.equals("::"));
    if (!origins.isEmpty()) {
      draft.listens(
          new Endpoint(address.orElse(Endpoint.EVERY_ADDRESS), port(context).orElse(Endpoint.FTP)),
          origins.toArray(Origin[]::new));
    }
    context
        .directive("servertype")
        .filter(type -> type.text().equalsIgnoreCase("inetd"))
        .ifPresent(type ->
            result.warn(type.at(), "inetd starts ProFTPD, and the port that holds is inetd's."));
  }

  private void passive(ProftpdContext context, Draft draft) {
    context
        .denyingSome()
        .forEach(limit ->
            result.warn(
                limit.at(),
                "<Limit %s> denies some clients or all commands; whether these may open data connections is not known from it."
                    .formatted(String.join(" ", limit.arguments()))));
    var range = context.directive("passiveports");
    warnOfMore(context, "passiveports");
    if (range.isPresent()) {
      var ports = range(range.get());
      if (ports.isPresent()) {
        draft.put(Setting.PASSIVE_PORTS, List.of(ports.get()), range.get().at());
        draft.put(Setting.PASSIVE_SOURCE, PortSource.EXPLICIT, range.get().at());
        draft.standard(Setting.BEYOND_RANGE, BeyondRange.LEAK);
      }
    } else {
      draft.standard(Setting.PASSIVE_SOURCE, PortSource.KERNEL);
      draft.standard(Setting.EPSV_PORTS, List.of(OWN_OF_EPSV));
      draft.standard(Setting.EPSV_SOURCE, PortSource.BUILT_IN);
    }
    context
        .denying("PASV")
        .ifPresent(limit -> {
          draft.remove(Setting.PASSIVE_PORTS);
          draft.put(Setting.PASSIVE_SOURCE, PortSource.NONE, limit.at());
        });
    var epsv = context.denying("EPSV");
    if (epsv.isPresent() != context.denying("PASV").isPresent()) {
      draft.remove(Setting.EPSV_PORTS);
      if (epsv.isPresent()) {
        draft.put(Setting.EPSV_SOURCE, PortSource.NONE, epsv.get().at());
      } else {
        draft.put(
            Setting.EPSV_PORTS,
            List.of(range.flatMap(this::range).orElse(OWN_OF_EPSV)),
            range.map(Directive::at).orElse(whole));
      }
    } else if (epsv.isPresent()) {
      draft.remove(Setting.EPSV_PORTS);
      draft.remove(Setting.EPSV_SOURCE);
    }
  }

  /** The range; empty if ProFTPD would not start with it, which is warned of. */
  private Optional<PortRange> range(Directive directive) {
    var numbers = directive.arguments();
    if (numbers.size() == 2 && numbers.stream().allMatch(text -> NUMBER.matcher(text).matches())) {
      var min = Integer.parseInt(numbers.get(0));
      var max = Integer.parseInt(numbers.get(1));
      if (min < max && min >= OWN_OF_EPSV.first() && max <= OWN_OF_EPSV.last()) {
        return Optional.of(new PortRange(min, max));
      }
    }
    result.warn(
        directive.at(),
        "ProFTPD does not start: %s must be two different ports from 1024 to 65535, the lower first."
            .formatted(Quotes.shown("PassivePorts " + directive.text())),
        "PassivePorts 30000 30099");
    return Optional.empty();
  }

  private void address(ProftpdContext context, Draft draft) {
    var masquerade = context.directive("masqueradeaddress");
    warnOfMore(context, "masqueradeaddress");
    masquerade.ifPresent(directive -> announce(context, draft, directive));
    context
        .directive("tlsmasqueradeaddress")
        .ifPresent(directive -> {
          if (masquerade.isEmpty()) {
            announce(context, draft, directive);
          }
          result.warn(
              directive.at(),
              "FTPS sessions are told %s, and plain ones %s."
                  .formatted(
                      directive.text(),
                      masquerade.map(Directive::text).orElse("the address that they reached")));
        });
  }

  private void announce(ProftpdContext context, Draft draft, Directive directive) {
    var found =
        DEVICE.matcher(directive.text()).matches()
            ? Optional.<Advertise>of(new Advertise.Auto())
            : Announced.of(directive.text());
    if (found.isEmpty()) {
      result.warn(
          directive.at(),
          "%s is no address and no name; ProFTPD ignores it without a word and tells clients its own."
              .formatted(Quotes.shown(directive.text())),
          "MasqueradeAddress and the outside address");
      return;
    }
    draft.put(Setting.ANNOUNCES, found.get(), directive.at());
    if (found.get() instanceof Advertise.Name(var name)) {
      var refresh = context.directive("dynmasqrefresh");
      draft.put(
          Setting.ANNOUNCES_RESOLVED,
          refresh.isPresent() ? NameLookup.PER_SESSION : NameLookup.AT_START,
          refresh.orElse(directive).at());
      result.warn(
          directive.at(),
          "where %s cannot be looked up, or resolves to an inside address, ProFTPD tells clients that"
                  .formatted(name)
              + " or its own address without a word.",
          "the outside address, if it does not change");
    }
  }

  private void perClass(ProftpdContext context, Draft draft) {
    var entries = new ArrayList<AdvertiseFor>();
    var origins = new ArrayList<Origin>();
    for (var block : context.classed()) {
      for (var item : block.items()) {
        if (item.name().equals("masqueradeaddress")) {
          var networks = networks(block.text(), block.at());
          var address = Announced.of(item.text());
          if (!networks.isEmpty() && address.isPresent()) {
            entries.add(new AdvertiseFor(networks, address.get()));
            origins.add(item.at());
          }
        } else if (item.name().equals("passiveports")) {
          result.warn(
              item.at(), "only clients of class %s have this range.".formatted(block.text()));
        }
      }
    }
    if (!entries.isEmpty()) {
      draft.put(Setting.ANNOUNCES_FOR, entries, origins.toArray(Origin[]::new));
    }
  }

  private List<Network> networks(String className, Origin at) {
    var networks = new ArrayList<Network>();
    for (var line : contexts.networksOf(className)) {
      for (var word : String.join(",", line.arguments()).split(",", -1)) {
        try {
          networks.add(Network.parse(word));
        } catch (IllegalArgumentException e) {
          result.warn(
              line.at(),
              "left out: %s is no network, so it is not known which clients it means."
                  .formatted(Quotes.shown(word)));
        }
      }
    }
    if (networks.isEmpty()) {
      result.warn(
          at, "left out: no class %s with networks is defined.".formatted(Quotes.shown(className)));
    }
    return networks;
  }

  private void active(ProftpdContext context, Draft draft) {
    var port = context.denying("PORT");
    if (port.isPresent() && context.denying("EPRT").isPresent()) {
      draft.put(Setting.ACTIVE, false, port.get().at());
    } else {
      draft.standard(Setting.ACTIVE, true);
    }
    var rootRevoke = context.directive("rootrevoke").filter(d -> isOn(d.text()));
    if (rootRevoke.isPresent()) {
      draft.put(Setting.ACTIVE_SOURCE_PORT, 0, rootRevoke.get().at());
    } else {
      draft.standard(Setting.ACTIVE_SOURCE_PORT, draft.listener().port() - 1);
    }
    var foreign = context.directive("allowforeignaddress");
    if (foreign.isPresent()) {
      var off = foreign.get().text().equalsIgnoreCase("off");
      draft.put(Setting.CHECKS_PEER, off, foreign.get().at());
    } else {
      draft.standard(Setting.CHECKS_PEER, false);
      result.warn(
          whole,
          "without AllowForeignAddress, ProFTPD up to 1.3.8 takes passive data connections from anyone.",
          "AllowForeignAddress off");
    }
  }

  private void encryption(ProftpdContext context, Draft draft) {
    var engine = context.directive("tlsengine").filter(directive -> isOn(directive.text()));
    if (engine.isEmpty()) {
      draft.standard(Setting.TLS, TlsUse.OFF);
      draft.standard(Setting.DATA_TLS, TlsUse.OFF);
      return;
    }
    var required = context.directive("tlsrequired");
    var word = required.map(d -> d.text().toLowerCase(Locale.ROOT)).orElse("off");
    var at =
        Stream.concat(engine.stream(), required.stream()).map(Directive::at).toArray(Origin[]::new);
    var parts = List.of(word.split("\\+", -1));
    var both = isOn(word);
    draft.put(
        Setting.TLS,
        both || parts.contains("ctrl") || parts.contains("auth") ? TlsUse.REQUIRED : TlsUse.OFFERED,
        at);
    draft.put(
        Setting.DATA_TLS,
        both || parts.contains("data")
            ? TlsUse.REQUIRED
            : parts.contains("!data") ? TlsUse.OFF : TlsUse.OFFERED,
        at);
    var free = option(context, "NoSessionReuseRequired");
    if (free.isPresent()) {
      draft.put(Setting.SESSION_REUSE, false, free.get().at());
    } else {
      draft.standard(Setting.SESSION_REUSE, true);
    }
    option(context, "UseImplicitSSL")
        .ifPresent(options ->
            draft.put(
                Setting.IMPLICIT_PORT,
                draft.listener().port(),
                options.at(),
                draft.listenerOrigin()));
  }

  private static Optional<Directive> option(ProftpdContext context, String option) {
    return context.all("tlsoptions").stream()
        .filter(line -> line.arguments().stream().anyMatch(option::equalsIgnoreCase))
        .findFirst();
  }

  private void limits(ProftpdContext context, Draft draft) {
    least(draft, context, Setting.SESSIONS, "maxinstances", "maxclients");
    least(
        draft, context, Setting.SESSIONS_PER_ADDRESS, "maxclientsperhost", "maxconnectionsperhost");
  }

  private static void least(Draft draft, ProftpdContext context, Setting setting, String... names) {
    Stream.of(names)
        .flatMap(name -> context.directive(name).stream())
        .filter(line ->
            !line.arguments().isEmpty()
                && NUMBER.matcher(line.arguments().getFirst()).matches()
                && Integer.parseInt(line.arguments().getFirst()) > 0)
        .min(
            java.util.Comparator.comparingInt(
                line -> Integer.parseInt(line.arguments().getFirst())))
        .ifPresent(
            line -> draft.put(setting, Integer.parseInt(line.arguments().getFirst()), line.at()));
  }

  private void warnOfMore(ProftpdContext context, String name) {
    var own = context.all(name);
    if (own.size() > 1 && own.get(1).at().file().equals(own.getFirst().at().file())) {
      result.warn(
          own.get(1).at(),
          "%s stands in line %d already; the first one holds."
              .formatted(name, own.getFirst().at().line()),
          "it only once");
    }
  }

  /** A virtual host has nothing of the main server's own directives. */
  private void notInherited(ProftpdContext host) {
    for (var name : List.of("passiveports", "masqueradeaddress")) {
      contexts
          .mainAlone()
          .directive(name)
          .filter(_ -> host.directive(name).isEmpty())
          .ifPresent(line ->
              result.warn(
                  host.block().orElseThrow().at(),
                  "this virtual host does not have %s of the main server (line %d)."
                      .formatted(name, line.at().line()),
                  "it in <Global>, or here too"));
    }
  }

  /** A host of implicit TLS beside the main one is its port of implicit TLS. */
  private void implicit() {
    if (result.services().isEmpty()) {
      return;
    }
    var main = result.services().getFirst();
    result.services().stream()
        .skip(1)
        .filter(draft -> draft.value(Setting.IMPLICIT_PORT, Integer.class).isPresent())
        .findFirst()
        .filter(_ -> main.value(Setting.IMPLICIT_PORT, Integer.class).isEmpty())
        .ifPresent(draft ->
            main.put(
                Setting.IMPLICIT_PORT,
                draft.listener().port(),
                draft.origin(Setting.IMPLICIT_PORT)));
  }

  private void sftp(ProftpdContext host) {
    if (!result.services().isEmpty()) {
      result
          .services()
          .getFirst()
          .put(
              Setting.SFTP_PORT,
              port(host).orElse(Endpoint.FTP),
              host.directive("port").map(Directive::at).orElse(whole));
    }
  }

  private static boolean isOn(ProftpdContext context, String name) {
    return context.directive(name).filter(line -> isOn(line.text())).isPresent();
  }

  private static boolean isOn(String word) {
    return List.of("on", "true", "yes", "1").contains(word.toLowerCase(Locale.ROOT));
  }

  private Optional<Integer> port(ProftpdContext context) {
    return context
        .directive("port")
        .filter(line -> NUMBER.matcher(line.text()).matches())
        .map(line -> Integer.parseInt(line.text()))
        .filter(port -> port <= PortRange.HIGHEST);
  }
}
