package pasvport.trials;

import static java.util.Objects.requireNonNull;
import static pasvport.doctor.finding.Client.CURL;
import static pasvport.doctor.finding.Client.JAVA;
import static pasvport.doctor.finding.Client.LFTP;
import static pasvport.doctor.finding.Client.PYTHON;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import pasvport.doctor.finding.Client;
import pasvport.lab.Ran;

/**
 * What the findings say of clients, held to the clients themselves: each lists a folder where the
 * doctor has found something, as it comes and with the setting that the finding names.
 */
final class DoctorClients {
  /** A client that waits for nothing longer is said to fail; those that succeed take a second. */
  private static final String SECONDS = "8";

  /** What lftp and Python are given as a user's last word. */
  private static final String PASSWORD = "guest";

  private static final String TLS = "tls";

  private DoctorClients() {}

  /**
   * One run of a client.
   *
   * @param finding of which it is said what the client does then
   * @param asSaid whether that is what is said; else it is with another setting
   * @param works whether it lists the folder
   * @param settings curl's options, lftp's settings, or words for the script of Python and for Java
   */
  record Run(Client client, String finding, boolean asSaid, boolean works, List<String> settings) {

    /**
     * Lists the folder.
     *
     * @param outpost a Java of its own outside
     */
    Ran at(DoctorSpot spot, String user, Outpost outpost) {
      return client == JAVA ? commonsNet(spot.address(), user, outpost) : program(spot, user);
    }

    private Ran commonsNet(String host, String user, Outpost outpost) {
      var words = new ArrayList<>(settings);
      if (isOfTls(finding)) {
        words.add(TLS);
      }
      var command = Stream.concat(Stream.of("Commons Net", host, user), words.stream()).toList();
      try {
        outpost.call(() -> JavaListing.of(host, user, PASSWORD, words));
        return new Ran("outside", command, 0, "", "", Duration.ZERO);
      } catch (OutpostException failed) {
        return new Ran(
            "outside", command, 1, "", String.valueOf(failed.getMessage()), Duration.ZERO);
      }
    }

    private Ran program(DoctorSpot spot, String user) {
      var host = spot.address();
      var tls = isOfTls(finding);
      var authority = spot.identity().certificate().toString();
      return spot.lab()
          .outside
          .run(
              switch (client) {
                case CURL -> curl(host, user, tls, authority);
                case LFTP -> lftp(host, user, authority);
                default -> python(host, user, tls, authority);
              })
          .reading(SCRIPT)
          .within(FAR);
    }

    private List<String> curl(String host, String user, boolean tls, String authority) {
      var command =
          new ArrayList<>(
              List.of("curl", "--disable", "--silent", "--show-error", "--max-time", SECONDS));
      if (tls) {
        command.addAll(List.of("--ssl-reqd", "--cacert", authority));
      }
      command.addAll(settings);
      command.add("ftp://%s:%s@%s/".formatted(user, PASSWORD, host));
      return command;
    }

    private List<String> lftp(String host, String user, String authority) {
      var script = new ArrayList<>(List.of("set net:max-retries 1", "set net:timeout " + SECONDS));
      script.add("set cmd:fail-exit yes");
      script.add("set ssl:ca-file " + authority);
      settings.forEach(setting -> script.add("set " + setting));
      script.add("open ftp://%s:%s@%s/".formatted(user, PASSWORD, host));
      script.add("cls");
      return List.of("lftp", "--norc", "-c", String.join("; ", script));
    }

    private List<String> python(String host, String user, boolean tls, String authority) {
      var words = new ArrayList<>(settings);
      if (tls) {
        words.add(TLS);
      }
      var command = new ArrayList<>(List.of("/usr/bin/python3", "-", host, user, authority));
      command.addAll(words);
      return command;
    }
  }

  /** A client that is not ended by its own limit hangs. */
  private static final Duration FAR = Duration.ofSeconds(60);

  private static final byte[] SCRIPT = script();

  private static byte[] script() {
    try (var in = DoctorClients.class.getResourceAsStream("client/list_folder.py")) {
      return requireNonNull(in).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Run said(Client client, String finding, boolean works, String... settings) {
    return new Run(client, finding, true, works, List.of(settings));
  }

  private static Run set(Client client, String finding, boolean works, String... settings) {
    return new Run(client, finding, false, works, List.of(settings));
  }

  /** By the title of the case. */
  private static final Map<String, List<Run>> ALL =
      Map.ofEntries(
          Map.entry(
              "a container's address",
              List.of(
                  said(CURL, "pasv-container-address", true),
                  set(
                      CURL,
                      "pasv-container-address",
                      false,
                      "--disable-epsv",
                      "--no-ftp-skip-pasv-ip"),
                  said(LFTP, "pasv-container-address", true),
                  set(
                      LFTP,
                      "pasv-container-address",
                      false,
                      "ftp:fix-pasv-address no",
                      "ftp:prefer-epsv no"),
                  said(PYTHON, "pasv-container-address", true),
                  set(PYTHON, "pasv-container-address", false, "trusting"),
                  said(JAVA, "pasv-container-address", true, "passive"))),
          Map.entry(
              "an old address",
              List.of(
                  said(CURL, "pasv-other-address", true),
                  set(CURL, "pasv-other-address", false, "--disable-epsv", "--no-ftp-skip-pasv-ip"),
                  said(LFTP, "pasv-other-address", false),
                  set(LFTP, "pasv-other-address", true, "ftp:ignore-pasv-address yes"),
                  said(PYTHON, "pasv-other-address", true),
                  said(JAVA, "pasv-other-address", true, "passive"))),
          Map.entry(
              "passive ports are dropped",
              List.of(
                  said(CURL, "passive-dropped", false),
                  set(CURL, "passive-dropped", true, "--ftp-port", "-"),
                  said(LFTP, "passive-dropped", false),
                  set(LFTP, "passive-dropped", true, "ftp:passive-mode no"),
                  said(PYTHON, "passive-dropped", false),
                  set(PYTHON, "passive-dropped", true, "active"),
                  said(JAVA, "passive-dropped", true),
                  set(JAVA, "passive-dropped", false, "passive"))),
          Map.entry(
              "passive ports are refused",
              List.of(
                  said(CURL, "passive-refused", false),
                  said(LFTP, "passive-refused", false),
                  said(PYTHON, "passive-refused", false))),
          Map.entry(
              "a helper, and a server that announces the outside address",
              List.of(
                  said(CURL, "pasv-broken", true),
                  said(LFTP, "pasv-broken", false),
                  set(LFTP, "pasv-broken", true, "ftp:prefer-epsv yes"),
                  said(PYTHON, "pasv-broken", false),
                  said(JAVA, "pasv-broken", true),
                  set(JAVA, "pasv-broken", false, "passive"),
                  set(JAVA, "pasv-broken", true, "passive", "epsv"))),
          Map.entry(
              "EPSV leads nowhere",
              List.of(
                  said(CURL, "epsv-broken", false),
                  set(CURL, "epsv-broken", true, "--disable-epsv"),
                  said(LFTP, "epsv-broken", true),
                  said(PYTHON, "epsv-broken", true),
                  said(JAVA, "epsv-broken", true, "passive"))),
          Map.entry(
              "PASV is unknown",
              List.of(
                  said(CURL, "pasv-refused", true),
                  said(LFTP, "pasv-refused", true),
                  said(PYTHON, "pasv-refused", false))),
          Map.entry(
              "passive mode is switched off",
              List.of(
                  said(CURL, "passive-disabled", false),
                  said(LFTP, "passive-disabled", true),
                  said(PYTHON, "passive-disabled", false))),
          Map.entry(
              "a 229 with a bar missing",
              List.of(
                  said(CURL, "passive-reply-odd", false),
                  set(CURL, "passive-reply-odd", true, "--disable-epsv"))),
          Map.entry(
              "active mode is switched off",
              List.of(
                  said(CURL, "active-disabled", true),
                  said(LFTP, "active-disabled", true),
                  said(PYTHON, "active-disabled", true),
                  said(JAVA, "active-disabled", false),
                  set(JAVA, "active-disabled", true, "passive"))),
          Map.entry(
              "the server calls from another address",
              List.of(
                  said(LFTP, "active-from-other-address", true, "ftp:passive-mode no"),
                  set(
                      LFTP,
                      "active-from-other-address",
                      false,
                      "ftp:passive-mode no",
                      "ftp:verify-address yes"),
                  said(JAVA, "active-from-other-address", false),
                  set(JAVA, "active-from-other-address", true, "any-address"))),
          Map.entry(
              "data must resume the session",
              List.of(
                  said(CURL, "tls-session-reuse-demanded", true),
                  set(CURL, "tls-session-reuse-demanded", false, "--no-sessionid"),
                  said(LFTP, "tls-session-reuse-demanded", true, "ftp:ssl-force yes"),
                  set(
                      LFTP,
                      "tls-session-reuse-demanded",
                      false,
                      "ftp:ssl-force yes",
                      "ftp:ssl-copy-sid no"),
                  said(PYTHON, "tls-session-reuse-demanded", false),
                  set(PYTHON, "tls-session-reuse-demanded", true, "session"),
                  said(JAVA, "tls-session-reuse-demanded", false, "passive"))),
          Map.entry(
              "nobody vouches for the certificate",
              List.of(
                  said(
                      CURL,
                      "certificate-untrusted",
                      false,
                      "--cacert",
                      "/etc/ssl/certs/ca-certificates.crt"),
                  set(CURL, "certificate-untrusted", true),
                  said(
                      LFTP,
                      "certificate-untrusted",
                      false,
                      "ftp:ssl-force yes",
                      "ssl:ca-file /etc/ssl/certs/ca-certificates.crt"),
                  set(LFTP, "certificate-untrusted", true, "ftp:ssl-force yes"),
                  said(PYTHON, "certificate-untrusted", true, "session"),
                  set(PYTHON, "certificate-untrusted", false, "session", "context"),
                  set(PYTHON, "certificate-untrusted", true, "session", "context", "authority"),
                  said(JAVA, "certificate-untrusted", true, "passive", "control-only"))),
          Map.entry(
              "PROT P is refused",
              List.of(
                  said(CURL, "prot-p-refused", false),
                  set(CURL, "prot-p-refused", true, "--no-ssl-reqd", "--ftp-ssl-control"),
                  said(LFTP, "prot-p-refused", true, "ftp:ssl-force yes"),
                  said(PYTHON, "prot-p-refused", true, "clear-data"),
                  said(JAVA, "prot-p-refused", true, "passive", "clear-data"),
                  set(JAVA, "prot-p-refused", false, "passive"))),
          Map.entry(
              "Pure-FTPd lets nobody in without TLS",
              List.of(
                  said(CURL, "tls-demanded", false, "--no-ssl-reqd"),
                  set(CURL, "tls-demanded", true),
                  said(LFTP, "tls-demanded", true),
                  said(PYTHON, "tls-demanded", false, "clear"),
                  set(PYTHON, "tls-demanded", true),
                  said(JAVA, "tls-demanded", false, "clear"),
                  set(JAVA, "tls-demanded", true, "passive"))),
          Map.entry(
              "data ends without close_notify",
              List.of(
                  said(LFTP, "close-notify-missing", true, "ftp:ssl-force yes"),
                  said(PYTHON, "close-notify-missing", true),
                  said(JAVA, "close-notify-missing", true, "passive"))),
          Map.entry(
              "vsftpd has no port left",
              List.of(
                  said(CURL, "passive-exhausted", false),
                  said(LFTP, "passive-exhausted", true),
                  said(PYTHON, "passive-exhausted", false))),
          Map.entry(
              "Pure-FTPd has no port left",
              List.of(
                  said(CURL, "passive-exhausted", false),
                  said(LFTP, "passive-exhausted", false),
                  said(PYTHON, "passive-exhausted", false))),
          Map.entry(
              "a 227 without numbers",
              List.of(
                  said(CURL, "passive-reply-malformed", true),
                  said(LFTP, "passive-reply-malformed", true),
                  said(PYTHON, "passive-reply-malformed", false))),
          Map.entry(
              "an address in quotes",
              List.of(
                  said(CURL, "pasv-setting-invalid", true),
                  said(LFTP, "pasv-setting-invalid", true),
                  said(PYTHON, "pasv-setting-invalid", false))),
          Map.entry(
              "the reply to PASV is dropped",
              List.of(
                  said(CURL, "passive-unanswered", true),
                  said(LFTP, "passive-unanswered", false),
                  set(LFTP, "passive-unanswered", true, "ftp:prefer-epsv yes"),
                  said(PYTHON, "passive-unanswered", false))),
          Map.entry(
              "the session ends at the reply to PASV",
              List.of(
                  said(CURL, "passive-cut", true),
                  said(LFTP, "passive-cut", false),
                  set(LFTP, "passive-cut", true, "ftp:prefer-epsv yes"),
                  said(PYTHON, "passive-cut", false))),
          Map.entry(
              "data comes from another address",
              List.of(
                  said(CURL, "data-from-other-address", false),
                  said(LFTP, "data-from-other-address", false),
                  said(PYTHON, "data-from-other-address", false))),
          Map.entry(
              "passive ports are rejected by ICMP",
              List.of(
                  said(CURL, "passive-unreachable", false),
                  said(LFTP, "passive-unreachable", false),
                  said(PYTHON, "passive-unreachable", false))),
          Map.entry(
              "AUTH TLS is refused",
              List.of(
                  said(CURL, "auth-tls-refused", true),
                  set(CURL, "auth-tls-refused", false, "--ssl-reqd"),
                  said(LFTP, "auth-tls-refused", true),
                  set(LFTP, "auth-tls-refused", false, "ftp:ssl-force yes"),
                  said(PYTHON, "auth-tls-refused", true),
                  set(PYTHON, "auth-tls-refused", false, "tls"),
                  said(JAVA, "auth-tls-refused", true),
                  set(JAVA, "auth-tls-refused", false, "tls"))),
          Map.entry(
              "data in clear is refused under TLS",
              List.of(
                  said(CURL, "clear-data-refused", true),
                  set(CURL, "clear-data-refused", false, "--no-ssl-reqd", "--ftp-ssl-control"),
                  said(LFTP, "clear-data-refused", true, "ftp:ssl-force yes"),
                  said(PYTHON, "clear-data-refused", false, "session", "clear-data"),
                  set(PYTHON, "clear-data-refused", true, "session"))),
          Map.entry(
              "a helper, and TLS",
              List.of(
                  said(CURL, "ftps-blinds-helper", true, "--no-ssl-reqd"),
                  set(CURL, "ftps-blinds-helper", false),
                  said(LFTP, "ftps-blinds-helper", false),
                  set(LFTP, "ftps-blinds-helper", true, "ftp:ssl-allow no"))));

  /** What is run where this case is made. */
  static List<Run> of(DoctorCase made) {
    return ALL.getOrDefault(made.title(), List.of());
  }

  /** The titles of the cases in which clients are run. */
  static Set<String> titles() {
    return ALL.keySet();
  }

  /** Whether a finding of this kind is about TLS, so that clients are run under it. */
  static boolean isOfTls(String finding) {
    return Stream.of("tls-", "certificate-", "prot-p-", "clear-data-", "close-notify-", "ftps-")
        .anyMatch(finding::startsWith);
  }
}
