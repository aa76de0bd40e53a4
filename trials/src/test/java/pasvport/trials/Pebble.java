package pasvport.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import pasvport.lab.Host;

/** A CA that speaks ACME, made for tests by Let's Encrypt, with its own DNS server. */
final class Pebble {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int DIRECTORY = 14000;
  private static final int MANAGEMENT = 15000;
  private static final int DNS = 8053;
  private static final int NAMES = 8055;

  private final Host host;
  private final String address;
  private final Path roots;

  private Pebble(Host host, String address, Path roots) {
    this.host = host;
    this.address = address;
    this.roots = roots;
  }

  /**
   * Starts one that asks at ports 80 and 443, as CAs do.
   *
   * @param address the host's, by which the CA is reached
   * @param names the address that every name leads to
   * @param validity of the certificates that it issues
   */
  static Pebble start(Host host, Path folder, String address, String names, Duration validity)
      throws IOException {
    var certificate = folder.resolve("pebble.pem");
    var key = folder.resolve("pebble.key");
    host.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=pebble",
            "-addext",
            "subjectAltName=IP:" + address,
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString())
        .within(PATIENCE)
        .orThrow();
    var configuration =
        Files.writeString(
            folder.resolve("pebble.json"),
            """
            {"pebble": {
              "listenAddress": "%s:%d", "managementListenAddress": "%s:%d",
              "certificate": "%s", "privateKey": "%s",
              "httpPort": 80, "tlsPort": 443, "certificateValidityPeriod": %d
            }}
            """
                .formatted(
                    address,
                    DIRECTORY,
                    address,
                    MANAGEMENT,
                    certificate,
                    key,
                    validity.toSeconds()));
    host.start(
        List.of(
            "pebble-challtestsrv",
            "-dns01",
            address + ":" + DNS,
            "-management",
            address + ":" + NAMES,
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-defaultIPv4",
            names,
            "-defaultIPv6",
            ""),
        DNS,
        NAMES);
    host.start(
        List.of(
            "env",
            "PEBBLE_VA_NOSLEEP=1",
            "pebble",
            "-config",
            configuration.toString(),
            "-dnsserver",
            address + ":" + DNS),
        DIRECTORY);
    return new Pebble(host, address, certificate);
  }

  /** From now on this name leads there. */
  void leads(String name, String to) {
    host.run(
            "curl",
            "-sS",
            "--fail",
            "-d",
            "{\"host\":\"%s\", \"addresses\":[\"%s\"]}".formatted(name, to),
            "http://%s:%d/add-a".formatted(address, NAMES))
        .within(PATIENCE)
        .orThrow();
  }

  /** What {@code acme} in a site says of this CA, between braces. */
  String site() {
    return "directory: \"https://%s:%d/dir\", ca-file: %s, agree-to-terms: true"
        .formatted(address, DIRECTORY, roots);
  }
}
