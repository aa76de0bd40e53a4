package pasvport.trials.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;
import pasvport.lab.Ran;
import pasvport.trials.TlsVersion;

/** curl: one command, one session; its own list of remote commands by {@code --quote}. */
public record Curl(Host host, Entry entry, Mode mode) implements FtpClient, FtpsClient {
  @Override
  public Optional<String> cannot(Operation operation) {
    return Optional.empty();
  }

  @Override
  public List<String> names(String folder) {
    return run("--list-only", entry.url(folder + "/")).stdout().lines().toList();
  }

  @Override
  public String listing(String folder) {
    return run(entry.url(folder + "/")).stdout();
  }

  @Override
  public void upload(Path local, String remote) {
    run("--upload-file", local.toString(), entry.url(remote));
  }

  @Override
  public void download(String remote, Path local) {
    run("--output", local.toString(), entry.url(remote));
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    run("--continue-at", "-", "--upload-file", local.toString(), entry.url(remote));
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    run("--continue-at", "-", "--output", local.toString(), entry.url(remote));
  }

  @Override
  public void rename(String from, String to) {
    // --list-only of the root: curl transfers something in any case.
    run("--quote", "RNFR " + from, "--quote", "RNTO " + to, "--list-only", entry.url(""));
  }

  @Override
  public void delete(String remote) {
    run("--quote", "DELE " + remote, "--list-only", entry.url(""));
  }

  /**
   * curl sends ABOR when it has the range it was asked for; it then ends the session, so the second
   * file gets its own.
   */
  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole) {
    var ran = run("--range", "0-9999", "--output", part.toString(), entry.url(big));
    assertThat(ran.stderr()).contains("> ABOR");
    download(small, whole);
  }

  @Override
  public Optional<String> cannotProtect() {
    return entry.tls().dataToo() && !mode.passive()
        ? Optional.of(
            "curl 7.88 sends data in clear in active mode whatever PROT says, without a gateway too")
        : Optional.empty();
  }

  /** With TLS 1.3 not always: after an upload it has no ticket any more, without a gateway too. */
  @Override
  public Resumption resumption() {
    return entry.tls().version() == TlsVersion.TLS_1_3 ? Resumption.SOMETIMES : Resumption.ALWAYS;
  }

  @Override
  public String roundTrip(Path local, String remote, String folder, List<Path> copies) {
    var words =
        new ArrayList<>(List.of("--upload-file", local.toString(), "--output", "/dev/null"));
    words.add(entry.url(remote));
    words.addAll(List.of("--output", "-", entry.url(folder + "/")));
    for (var copy : copies) {
      words.addAll(List.of("--output", copy.toString(), entry.url(remote)));
    }
    var ran = run(words.toArray(String[]::new));
    assertThat(ran.stderr()).containsOnlyOnce("> USER");
    return ran.stdout();
  }

  private List<String> protection() {
    var tls = entry.tls();
    String version = tls.version().toString().substring("TLSv".length());
    return tls.wanted()
        ? List.of(
            tls.dataToo() ? "--ssl-reqd" : "--ftp-ssl-control",
            "--cacert",
            tls.authority(),
            "--tlsv" + version,
            "--tls-max",
            version)
        : List.of();
  }

  private Ran run(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "curl",
                "--disable",
                "--silent",
                "--show-error",
                "--verbose",
                "--max-time",
                "60",
                // Otherwise it would not use the address in a 227, which is what is tried here.
                "--no-ftp-skip-pasv-ip"));
    command.addAll(protection());
    if (!mode.passive()) {
      command.addAll(List.of("--ftp-port", "-"));
    }
    switch (mode) {
      case PASV -> command.add("--disable-epsv");
      case PORT -> command.add("--disable-eprt");
      case EPSV, EPRT -> {}
    }
    command.addAll(List.of(words));
    var ran = host.run(command).within(PATIENCE).orThrow();
    new Dialogue("> ", ran.stderr()).assertUsed(mode);
    return ran;
  }
}
