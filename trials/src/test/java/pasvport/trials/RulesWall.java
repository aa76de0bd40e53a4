package pasvport.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import pasvport.firewall.apply.ApplyException;
import pasvport.firewall.apply.OwnFirewalld;
import pasvport.firewall.apply.Shell;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.dialect.linux.Nftables;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;
import pasvport.lab.Cell;
import pasvport.lab.Host;

/** A firewall of the lab that rules are loaded into, with an administrator's rules beside them. */
enum RulesWall {
  NFTABLES("nftables") {
    @Override
    List<Rest> rests(RulesProfile profile) {
      return List.of(Rest.values());
    }

    @Override
    Raised raise(Host host, Place place, Rest rest) {
      if (rest == Rest.LEAVE) {
        var hooks = place == Place.HOST ? List.of("input", "output") : List.of("forward");
        hooks.forEach(hook -> host.nft(administrators(hook)));
      }
      return new Raised(host);
    }
  },
  IPTABLES("iptables") {
    @Override
    List<Rest> rests(RulesProfile profile) {
      return List.of(Rest.values());
    }

    @Override
    Raised raise(Host host, Place place, Rest rest) {
      var raised = new Raised(host);
      if (rest == Rest.LEAVE) {
        var chains = place == Place.HOST ? List.of("INPUT", "OUTPUT") : List.of("FORWARD");
        for (var program : List.of("iptables", "ip6tables")) {
          chains.forEach(chain -> raised.sh(chain(program, chain), Path.of("/")));
        }
      }
      return raised;
    }
  },
  UFW("ufw") {
    @Override
    List<Rest> rests(RulesProfile profile) {
      return List.of(Rest.LEAVE);
    }

    @Override
    Raised raise(Host host, Place place, Rest rest) throws ApplyException {
      var cell = ufw(host);
      cell.run("ufw", "--force", "enable").within(PATIENCE).orThrow();
      return new InCell(host, cell, cell::close);
    }
  },
  FIREWALLD("firewalld") {
    @Override
    List<Rest> rests(RulesProfile profile) {
      return profile == RulesProfile.STATIC ? List.of(Rest.values()) : List.of(Rest.LEAVE);
    }

    @Override
    Raised raise(Host host, Place place, Rest rest) throws ApplyException {
      var firewalld = OwnFirewalld.start(host, Shell.here());
      return new InCell(host, firewalld.cell(), firewalld::close);
    }
  };

  /** It drops all that comes from or goes to other hosts, but for what belongs to connections. */
  private static String chain(String program, String chain) {
    return """
    set -e
    %1$s -A %2$s -m conntrack --ctstate ESTABLISHED -j ACCEPT
    test %1$s = iptables || %1$s -A %2$s -p ipv6-icmp -j ACCEPT
    test %1$s = ip6tables || %1$s -A %2$s -s 127.0.0.0/8 -j ACCEPT
    %1$s -P %2$s DROP
    """
        .formatted(program, chain);
  }

  private static String administrators(String hook) {
    return """
    table inet administrator {
      chain %1$s {
        type filter hook %1$s priority filter; policy drop;
        ct state established accept
        iifname lo accept
        oifname lo accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        %2$s
      }
    }
    """
        .formatted(hook, Nftables.admission());
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The modules are part of the kernels that have no modprobe. */
  private static final Pattern MODPROBE = Pattern.compile("^modprobe .*$", Pattern.MULTILINE);

  private final String dialect;

  RulesWall(String dialect) {
    this.dialect = dialect;
  }

  String dialect() {
    return dialect;
  }

  /** A cell in which ufw is as Debian has it: not enabled yet. */
  static Cell ufw(Host host) throws ApplyException {
    var cell = host.cell("/etc/ufw", "/etc/default");
    Shell.here().copyFolder("/etc/ufw", Shell.in(cell));
    Shell.here().copyFolder("/etc/default", Shell.in(cell));
    return cell;
  }

  /** Whether rules take the place of all earlier ones, so that it can stand for several cases. */
  boolean isReplaced() {
    return this == FIREWALLD;
  }

  /** Whether it cannot do it where addresses are translated, and says so. */
  boolean refuses(RulesProfile profile, Place place) {
    return this == FIREWALLD && profile == RulesProfile.HELPER && place == Place.FORWARDING;
  }

  /** What may become of the rest. */
  abstract List<Rest> rests(RulesProfile profile);

  /** Brings a host's firewall to where an administrator has it before our rules come. */
  abstract Raised raise(Host host, Place place, Rest rest) throws ApplyException;

  /** A host's firewall as long as it stands. */
  static class Raised implements AutoCloseable {
    private final Host host;

    Raised(Host host) {
      this.host = host;
    }

    /** Loads rules as they say that they are loaded. */
    void load(Rules rules, Path folder) throws IOException {
      for (var file : rules.files()) {
        Files.writeString(
            folder.resolve(file.name()), MODPROBE.matcher(file.text()).replaceAll(""));
      }
      for (var command : rules.load()) {
        sh(MODPROBE.matcher(command).replaceAll("true"), folder);
      }
    }

    void sh(String command, Path folder) {
      host.run("sh", "-c", command).in(folder).within(PATIENCE).orThrow();
    }

    @Override
    public void close() {
      host.nft("flush ruleset");
    }
  }

  /** One whose configuration is in files. */
  private static final class InCell extends Raised {
    private final Cell cell;
    private final Runnable end;

    InCell(Host host, Cell cell, Runnable end) {
      super(host);
      this.cell = cell;
      this.end = end;
    }

    @Override
    void sh(String command, Path folder) {
      cell.run("sh", "-c", "cd \"$0\" && " + command, folder.toString()).within(PATIENCE).orThrow();
    }

    @Override
    public void close() {
      end.run();
      super.close();
    }
  }
}
