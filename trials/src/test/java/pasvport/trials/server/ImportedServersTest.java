package pasvport.trials.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.importers.Disk;
import pasvport.importers.Importers;
import pasvport.importers.Service;
import pasvport.lab.Host;
import pasvport.lab.Lab;
import pasvport.site.Advertise;
import pasvport.site.HostAddresses;
import pasvport.site.HostText;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.Site;
import pasvport.site.SiteEdit;
import pasvport.trials.Outpost;
import pasvport.trials.Wire;

/**
 * A server that is started with a sample configuration does what the import of that sample says it
 * does: where its ports come from, what it announces, whether it takes PORT, and what happens when
 * its range is exhausted.
 */
@Tag("lab")
final class ImportedServersTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "../importers/src/test/samples").normalize();

  /** The kernel's own ports in a new namespace (net.ipv4.ip_local_port_range). */
  private static final PortRange KERNEL = new PortRange(32_768, 60_999);

  /** With four ports, one is missed by chance once in ten million runs. */
  private static final int ROUNDS = 60;

  /** Ranges up to this size are exhausted to see what comes then. */
  private static final int SMALL_RANGE = 4;

  /** Enough to take every port of a small range from a server that misses one now and then. */
  private static final int MOST_SESSIONS = 20;

  private static final String USER = "anonymous";
  private static final String PASSWORD = Place.PASSWORD;
  private static final Pattern EPSV = Pattern.compile("229 .*\\(\\|\\|\\|([0-9]+)\\|\\).*");

  @TempDir private Path folder;

  /** Servers, and how each is started with a configuration as it is. */
  enum Server {
    VSFTPD("vsftpd", "etc/vsftpd.conf") {
      @Override
      boolean isThere() {
        return Lab.installed("vsftpd");
      }

      /* What else it needs to run in the foreground and let somebody in comes behind the file. */
      @Override
      List<String> command(Path configuration, Path folder) throws IOException {
        var empty = readable(Files.createDirectory(folder.resolve("empty")));
        return List.of(
            "vsftpd",
            configuration.toString(),
            "-obackground=NO",
            "-oanonymous_enable=YES",
            "-oanon_root=" + empty,
            "-osecure_chroot_dir=" + empty,
            "-oseccomp_sandbox=NO",
            "-oisolate_network=NO");
      }
    },
    PROFTPD("proftpd", "etc/proftpd/proftpd.conf") {
      @Override
      boolean isThere() {
        return Unpacked.has("usr/sbin/proftpd");
      }

      @Override
      List<String> command(Path configuration, Path folder) throws IOException {
        var place = Place.at(readable(Files.createDirectory(folder.resolve("around"))));
        var users =
            place.write(
                "users",
                "%s:%s:%d:%d::%s:/bin/sh\n"
                    .formatted(USER, Place.HASH, Place.NOBODY, Place.NOBODY, place.files()));
        var around =
            place.write(
                "proftpd.conf",
                """
                Include %s
                User nobody
                Group nogroup
                AuthOrder mod_auth_file.c
                AuthUserFile %s
                RequireValidShell off
                UseReverseDNS off
                WtmpLog off
                ScoreboardFile none
                PidFile %s
                SystemLog none
                """
                    .formatted(configuration, users, place.folder().resolve("pid")));
        return Unpacked.command("usr/sbin/proftpd", "-n", "-c", around.toString());
      }
    },
    PURE_FTPD("pure-ftpd", "etc/pure-ftpd.conf") {
      @Override
      boolean isThere() {
        return Unpacked.has("usr/sbin/pure-ftpd");
      }

      @Override
      List<String> command(Path configuration, Path folder) {
        return Unpacked.command("usr/sbin/pure-ftpd", configuration.toString());
      }
    },
    PYFTPDLIB("pyftpdlib", "start-ftp.sh") {
      @Override
      boolean isThere() {
        return Pyftpdlib.isThere();
      }

      @Override
      List<String> command(Path configuration, Path folder) {
        return List.of("sh", configuration.toString());
      }
    },
    APACHE_FTPSERVER("apache-ftpserver", "res/conf/ftpd.xml") {
      @Override
      boolean isThere() {
        return true;
      }

      @Override
      List<String> command(Path configuration, Path folder) throws IOException {
        Files.writeString(
            folder.resolve("users.properties"),
            """
            ftpserver.user.anonymous.userpassword=
            ftpserver.user.anonymous.homedirectory=./
            ftpserver.user.anonymous.enableflag=true
            """);
        return List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.ftpserver.main.CommandLine",
            "file:" + configuration.toAbsolutePath());
      }
    };

    private final String samples;
    private final String file;

    Server(String samples, String file) {
      this.samples = samples;
      this.file = file;
    }

    abstract boolean isThere();

    abstract List<String> command(Path configuration, Path folder) throws IOException;

    private static Path readable(Path made) throws IOException {
      for (var each : List.of(made, made.toAbsolutePath().getParent())) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      return made;
    }

    void start(Host host, Path configuration, Path folder, int port) throws IOException {
      var command = new ArrayList<>(List.of("env", "--chdir=" + folder));
      command.add("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
      command.addAll(command(configuration, folder));
      host.start(command, port);
    }
  }

  /** A server and one of its samples. */
  record Case(Server server, String sample) {
    Path configuration() {
      return SAMPLES.resolve(server.samples).resolve(sample).resolve(server.file);
    }

    @Override
    public String toString() {
      return server.samples + " " + sample;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            of(
                Server.VSFTPD,
                "defaults",
                "debian",
                "small-range",
                "address-with-listen-ipv6",
                "octal-numbers",
                "only-min",
                "only-max",
                "only-max-below-5001",
                "reversed",
                "below-1024",
                "passive-off"),
            of(
                Server.PROFTPD,
                "defaults",
                "small-range",
                "no-range",
                "range-twice",
                "no-passive-no-active"),
            of(Server.PURE_FTPD, "defaults", "small-range", "no-passive-no-epsv"),
            of(Server.PYFTPDLIB, "defaults", "small-range", "name-as-address"),
            of(Server.APACHE_FTPSERVER, "defaults", "small-range"))
        .flatMap(cases -> cases);
  }

  private static Stream<Case> of(Server server, String... samples) {
    return server.isThere()
        ? Stream.of(samples).map(sample -> new Case(server, sample))
        : Stream.empty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_server_does_what_the_import_says(Case each) throws Exception {
    var configuration = each.configuration();
    var service =
        Importers.files(List.of(configuration.toString()), Optional.empty(), Disk.ofThisHost())
            .services()
            .getFirst();
    var settings = settings(service);
    try (var lab = Lab.open("import")) {
      var host = lab.host("server");
      each.server.start(host, configuration, folder, service.at().port());
      try (var here = new Outpost(host)) {
        int port = service.at().port();
        var found = here.call(() -> Answers.of(port));
        assertPassive(settings, found);
        // pyftpdlib connects at once, finds nobody there and says 425.
        assertThat(found.port.startsWith("5")).isNotEqualTo(settings.active());
        if (!settings.passivePorts().isEmpty()
            && settings.passivePorts().getFirst().size() <= SMALL_RANGE) {
          int first = settings.passivePorts().getFirst().first();
          int last = settings.passivePorts().getFirst().last();
          assertBeyond(settings, here.call(() -> Answers.beyond(port, first, last)));
        }
      }
    }
  }

  /** What the import says, as the site file has it. */
  private static ServerSettings settings(Service service) throws Exception {
    var text =
        SiteEdit.settings(
            "listen: 2122\n",
            "pasvport.yaml",
            new SiteEdit.Entry("server", "10.0.0.20:" + service.at().port(), ""),
            service.facts().stream()
                .map(fact -> new SiteEdit.Entry(fact.key(), fact.value(), fact.provenance()))
                .toList(),
            Importers.keys());
    return Site.parse(text, "pasvport.yaml", HostAddresses.ofThisHost())
        .site()
        .serverSettings()
        .orElseThrow();
  }

  private static void assertPassive(ServerSettings settings, Answers found) {
    if (settings.passiveFrom() == PortSource.NONE) {
      assertThat(found.pasv).isEmpty();
    } else {
      assertPorts(settings.passiveFrom(), settings.passivePorts(), found.pasvPorts());
      assertThat(found.pasv)
          .allSatisfy(
              address -> assertThat(address.getHostString()).isEqualTo(announced(settings)));
    }
    if (settings.epsvFrom() == PortSource.NONE) {
      assertThat(found.epsv).isEmpty();
    } else {
      assertPorts(settings.epsvFrom(), settings.portsOfEpsv(), found.epsv);
    }
  }

  private static String announced(ServerSettings settings) {
    return switch (settings.announces()) {
      case Advertise.SameAsControl _, Advertise.Auto _ -> "127.0.0.1";
      case Advertise.Literal(var address) -> HostText.written(address);
      case Advertise.Name(var name) -> name;
    };
  }

  private static void assertPorts(PortSource source, List<PortRange> ranges, List<Integer> found) {
    assertThat(found).isNotEmpty();
    if (source == PortSource.KERNEL) {
      assertThat(found).allMatch(KERNEL::contains);
      return;
    }
    var range = ranges.getFirst();
    assertThat(found).allMatch(range::contains);
    if (range.size() < 10) {
      // ProFTPD takes its last port only when others are taken.
      assertThat(new TreeSet<>(found)).hasSizeGreaterThanOrEqualTo(range.size() - 1);
    } else {
      assertThat(found).anyMatch(port -> port < range.first() + range.size() / 4);
      assertThat(found).anyMatch(port -> port > range.last() - range.size() / 4);
    }
  }

  private static void assertBeyond(ServerSettings settings, String reply) {
    var range = settings.passivePorts().getFirst();
    switch (settings.beyondRange().orElseThrow()) {
      case LEAK -> {
        assertThat(reply).startsWith("227 ");
        assertThat(range.contains(Answers.addressOf(reply).getPort())).as(reply).isFalse();
      }
      case REFUSE -> assertThat(reply).doesNotStartWith("227 ");
    }
  }

  /**
   * What a server answered.
   *
   * @param pasv the addresses in its replies to PASV
   * @param epsv the ports in its replies to EPSV
   * @param port its reply to PORT
   */
  record Answers(List<InetSocketAddress> pasv, List<Integer> epsv, String port)
      implements Serializable {

    static Answers of(int control) throws IOException {
      var pasv = new ArrayList<InetSocketAddress>();
      var epsv = new ArrayList<Integer>();
      String port;
      try (var session = Wire.to("127.0.0.1", control).login(USER, PASSWORD)) {
        for (var round = 0; round < ROUNDS; round++) {
          String reply = session.ask("PASV");
          if (reply.startsWith("227")) {
            pasv.add(addressOf(reply));
          }
          var extended = EPSV.matcher(session.ask("EPSV"));
          if (extended.matches()) {
            epsv.add(Integer.valueOf(extended.group(1)));
          }
        }
        port = session.ask("PORT 127,0,0,1,200,10");
      }
      return new Answers(List.copyOf(pasv), List.copyOf(epsv), port);
    }

    /**
     * Its reply to PASV while other sessions hold every port of the range. A server may give up
     * before: vsftpd draws ports at random, ten times, so some sessions get none though one is
     * free.
     */
    static String beyond(int control, int first, int last) throws IOException {
      var holding = new ArrayList<Wire>();
      try {
        var range = new PortRange(first, last);
        var taken = new TreeSet<Integer>();
        for (var session = 0; session < MOST_SESSIONS && taken.size() < range.size(); session++) {
          var wire = Wire.to("127.0.0.1", control).login(USER, PASSWORD);
          holding.add(wire);
          var reply = wire.ask("PASV");
          if (reply.startsWith("227 ")) {
            var port = addressOf(reply).getPort();
            if (!range.contains(port)) {
              return reply;
            }
            taken.add(port);
          }
        }
        var oneMore = Wire.to("127.0.0.1", control).login(USER, PASSWORD);
        holding.add(oneMore);
        return oneMore.ask("PASV");
      } finally {
        for (var wire : holding) {
          wire.close();
        }
      }
    }

    /** The six numbers behind; some servers put a name where four of them belong. */
    static InetSocketAddress addressOf(String reply) {
      var words = reply.substring(reply.indexOf('(') + 1, reply.indexOf(')')).split(",", -1);
      var last = words.length - 1;
      var port = Integer.parseInt(words[last - 1]) * 256 + Integer.parseInt(words[last]);
      return InetSocketAddress.createUnresolved(
          String.join(".", List.of(words).subList(0, last - 1)), port);
    }

    List<Integer> pasvPorts() {
      return pasv.stream().map(InetSocketAddress::getPort).toList();
    }
  }
}
