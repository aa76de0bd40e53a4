package pasvport.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pasvport.doctor.fact.Line;
import pasvport.doctor.report.Report;
import pasvport.doctor.report.ReportJson;
import pasvport.web.VantageClient;
import pasvport.web.VantageTrust;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a test that somebody else carries out. */
final class TestFrom {
  @Option(
      names = "--from",
      paramLabel = "https://HOST:PORT",
      description = "Has a vantage test the server, from where that stands.")
  private @Nullable URI from;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file whose first line ends in the token for the vantage.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--vantage-fingerprint",
      paramLabel = "SHA-256",
      description =
          "The certificate that the vantage shows, as it prints it at its start; no other is"
              + " believed then.")
  private @Nullable String fingerprint;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  boolean given() {
    return from != null;
  }

  /**
   * The outcome of a test that the vantage carries out.
   *
   * @param vantage from {@link #client}
   */
  Report have(VantageClient vantage, Map<String, Object> order, Consumer<Line> reader)
      throws IOException, InterruptedException {
    try {
      return ReportJson.read(vantage.have("tests", order, reader));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s does not answer as a vantage: %s".formatted(from, e.getMessage()), e);
    }
  }

  /** Who asks the vantage. */
  VantageClient client(@Nullable Path authority) throws IOException {
    if (tokenFile == null || from == null) {
      throw new ParameterException(
          spec.commandLine(), "--token-file: the vantage wants a token from those who ask");
    }
    return client(from, tokenFile, fingerprint, authority, spec);
  }

  /** Who asks a vantage, by options such as these. */
  static VantageClient client(
      URI vantage,
      Path tokenFile,
      @Nullable String fingerprint,
      @Nullable Path authority,
      CommandSpec spec)
      throws IOException {
    try {
      return new VantageClient(vantage, token(tokenFile), trust(fingerprint, authority));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static VantageTrust trust(@Nullable String fingerprint, @Nullable Path authority)
      throws IOException {
    return fingerprint != null
        ? VantageTrust.pinned(fingerprint)
        : authority != null ? VantageTrust.of(authority) : VantageTrust.known();
  }

  /** The last word of the first line that is no remark, so that a vantage's own file does too. */
  private static String token(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .findFirst()
          .map(line -> line.replaceFirst("^.*\\s", ""))
          .orElseThrow(() -> new IOException("--token-file: " + file + " holds no token"));
    } catch (UncheckedIOException e) {
      throw new IOException("--token-file: " + file + " cannot be read", e);
    }
  }
}
