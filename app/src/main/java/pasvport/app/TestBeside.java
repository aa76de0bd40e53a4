package pasvport.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import pasvport.certificates.Certificates;
import pasvport.doctor.ends.Beside;
import pasvport.doctor.ends.BothEnds;
import pasvport.doctor.ends.End;
import pasvport.doctor.ends.TwoSided;
import pasvport.doctor.fact.Target;
import pasvport.doctor.report.Report;
import pasvport.site.Home;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.web.RemoteEnd;
import pasvport.web.ServerTls;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a test with a hand beside the server too. */
final class TestBeside {
  private static final String HERE = "here";

  @Option(
      names = "--beside",
      paramLabel = "https://HOST:PORT|here",
      description =
          "Has a vantage beside the server (pasvport vantage --beside) listen and answer, or this"
              + " program itself if it runs there: the passive range is mapped, and what is sent is"
              + " compared with what comes.")
  private @Nullable String beside;

  @Option(
      names = "--beside-token-file",
      paramLabel = "FILE",
      description = "The token for the vantage beside the server.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--beside-fingerprint",
      paramLabel = "SHA-256",
      description = "The certificate that the vantage beside the server shows.")
  private @Nullable String fingerprint;

  @Option(
      names = "--ports",
      paramLabel = "FROM-TO",
      split = ",",
      description = "The passive range to map; without it, what the server's configuration names.")
  private List<String> ports = List.of();

  @Option(
      names = "--redirect",
      description =
          "With --beside here: the outside's connections to the server's port may be steered to"
              + " pasvport while it compares, by a rule of nftables that ends with the test.")
  private boolean redirect;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  boolean given() {
    return beside != null;
  }

  /**
   * Has both ends do their parts.
   *
   * @param outside the end outside
   * @param report of the test before, which tells the address that was tested
   */
  Optional<TwoSided> have(Target target, End outside, Report report, @Nullable Path authority)
      throws IOException, InterruptedException {
    var wanted = ranges();
    if (beside == null || report.address().isEmpty()) {
      return Optional.empty();
    }
    PrintWriter err = spec.commandLine().getErr();
    var address = InetAddress.ofLiteral(report.address());
    try (var held = HERE.equals(beside) ? here() : remote(authority)) {
      return Optional.of(
          new BothEnds(
                  held.end(),
                  outside,
                  address,
                  target.port(),
                  step -> {
                    err.println("         * " + step);
                    err.flush();
                  })
              .examine(wanted));
    }
  }

  /** One end, and what goes with it. */
  private record Held(End end, List<AutoCloseable> all) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        for (var each : all) {
          each.close();
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  /** With a certificate of its own for as long. */
  private Held here() throws IOException {
    var folder = Files.createTempDirectory("pasvport-test");
    var home = Home.at(folder);
    home.create();
    var certificates =
        Certificates.open(Site.defaults().certificates(), home, new SimpleMeterRegistry());
    SSLContext tls = ServerTls.context(certificates::entries);
    var end = new Beside(Optional.of(tls), redirect, List.of());
    return new Held(end, List.of(end, certificates, () -> remove(folder)));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Held remote(@Nullable Path authority) throws IOException {
    URI at;
    try {
      at = URI.create(String.valueOf(beside));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--beside: " + e.getMessage(), e);
    }
    if (tokenFile == null) {
      throw new ParameterException(
          spec.commandLine(), "--beside-token-file: the vantage wants a token from those who ask");
    }
    var client = TestFrom.client(at, tokenFile, fingerprint, authority, spec);
    return new Held(RemoteEnd.beside(client), List.of(client));
  }

  private List<PortRange> ranges() {
    try {
      return ports.stream().map(PortRange::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--ports: " + e.getMessage(), e);
    }
  }
}
