package pasvport.trials.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pasvport.lab.Host;

/** wget: one command, one session, to fetch and to list. */
public record Wget(Host host, Entry entry, Mode mode) implements FtpClient {
  @Override
  public Optional<String> cannot(Operation operation) {
    if (mode.extended() != entry.overIpv6()) {
      return Optional.of("wget has EPSV and EPRT over IPv6 alone");
    }
    return switch (operation) {
      case LIST, DOWNLOAD, RESUME_DOWNLOAD -> Optional.empty();
      case UPLOAD, RESUME_UPLOAD, RENAME, DELETE ->
          Optional.of("wget changes nothing at the server");
      case ABORT -> Optional.of("wget has no ABOR");
    };
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return listing(folder).lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
  }

  /** It keeps what the server says in a file, if told to. */
  @Override
  public String listing(String folder) throws IOException {
    var place = Files.createTempDirectory("wget");
    var page = place.resolve("index.html");
    var kept = place.resolve(".listing");
    try {
      run(
          "--no-remove-listing",
          "--directory-prefix=" + place,
          "--default-page=" + page.getFileName(),
          entry.url(folder + "/"));
      return Files.readString(kept);
    } finally {
      Files.deleteIfExists(page);
      Files.deleteIfExists(kept);
      Files.delete(place);
    }
  }

  @Override
  public void upload(Path local, String remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void download(String remote, Path local) {
    run("--output-document=" + local, entry.url(remote));
  }

  @Override
  public void resumeUpload(Path local, String remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resumeDownload(String remote, Path local) {
    run("--continue", "--output-document=" + local, entry.url(remote));
  }

  @Override
  public void rename(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortThenDownload(String big, Path part, String small, Path whole) {
    throw new UnsupportedOperationException();
  }

  private void run(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "wget",
                "--no-config",
                "--no-netrc",
                "--no-hsts",
                "--debug",
                "--tries=1",
                "--timeout=60"));
    if (!mode.passive()) {
      command.add("--no-passive-ftp");
    }
    command.addAll(List.of(words));
    var ran = host.run(command).within(PATIENCE).orThrow();
    new Dialogue("--> ", ran.stderr()).assertUsed(mode);
  }
}
