package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.ftp.Command;
import pasvport.ftp.MalformedException;
import pasvport.ftp.Octets;
import pasvport.gateway.Policy.Standing;
import pasvport.site.PolicyRule;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** What one rule says to one command. */
class PolicyTest {
  private static final Standing IN_JOES = Standing.NEW.inFolder(path("/home/joe"));

  static PolicyRule rule(String yaml) {
    try {
      String site = "policy: [" + yaml + "]";
      return Site.parse(site, "test.yaml", new KnownHost()).site().policy().getFirst();
    } catch (SiteException e) {
      throw new AssertionError(e);
    }
  }

  static Command command(String line) {
    try {
      return Command.parse(Octets.utf8(line));
    } catch (MalformedException e) {
      throw new AssertionError(line, e);
    }
  }

  private static Optional<FilePath> path(String text) {
    return Optional.of(FilePath.of(Octets.utf8(text), Optional.empty()));
  }

  private static String judged(String rule, String line, Standing standing) {
    return new Policy(rule(rule)).judge(command(line), standing).map(Refusal::reason).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RETR a                     |            | write-only
          LIST                       |            | write-only
          NLST                       |            | write-only
          MLSD                       |            | write-only
          MLST a                     |            | write-only
          SIZE a                     |            | write-only
          MDTM a                     |            | write-only
          STAT a                     |            | write-only
          STAT                       |            |
          XCRC a                     |            | write-only
          HASH a                     |            | write-only
          STOR a                     | read-only  |
          APPE a                     | read-only  |
          STOU                       | read-only  |
          DELE a                     | read-only  |
          RMD a                      | read-only  |
          XRMD a                     | read-only  |
          MKD a                      | read-only  |
          XMKD a                     | read-only  |
          RNFR a                     | read-only  |
          RNTO a                     | read-only  |
          MFMT 20260302080000 a      | read-only  |
          MFF Modify=20260302080000; a | read-only |
          MDTM 20260302080000 a      | read-only  |
          MDTM 20260302080000        |            | write-only
          SITE CHMOD 777 a           | read-only  |
          site chmod 777 a           | read-only  |
          SITE  CHMOD 777 a          | read-only  |
          SITE UTIME a 20260302      | read-only  |
          SITE CPFR a                | read-only  |
          SITE HELP                  |            |
          SITE EXEC rm a             | read-only  | write-only
          SITE                       | read-only  | write-only
          XFROBNICATE a              | read-only  | write-only
          CWD a                      |            |
          PWD                        |            |
          CDUP                       |            |
          TYPE I                     |            |
          REST 5                     |            |
          PASV                       |            |
          EPSV ALL                   |            |
          NOOP                       |            |
          ABOR                       |            |
          FEAT                       |            |
          OPTS UTF8 ON               |            |
          QUIT                       |            |
          """)
  void a_verb_reads_or_writes_or_neither(String line, String readOnly, String writeOnly) {
    assertThat(judged("{access: read-only}", line, IN_JOES))
        .isEqualTo(readOnly == null ? "" : readOnly);
    assertThat(judged("{access: write-only}", line, IN_JOES))
        .isEqualTo(writeOnly == null ? "" : writeOnly);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {deny-verbs: DELE}                 | DELE a             | verb-denied
          {deny-verbs: DELE}                 | RMD a              |
          {deny-verbs: MKD}                  | XMKD a             | verb-denied
          {deny-verbs: XMKD}                 | MKD a              | verb-denied
          {deny-verbs: FEAT}                 | FEAT               | verb-denied
          {deny-verbs: SITE CHMOD}           | SITE CHMOD 777 a   | parameter-denied
          {deny-verbs: SITE CHMOD}           | SITE  chmod 777 a  | parameter-denied
          {deny-verbs: SITE CHMOD}           | SITE UTIME a 2026  |
          {deny-verbs: SITE}                 | SITE HELP          | verb-denied
          {deny-verbs: XFROB}                | XFROB              | verb-denied
          {allow-verbs: [RETR, LIST]}        | RETR a             |
          {allow-verbs: [RETR, LIST]}        | NLST               | verb-denied
          {allow-verbs: [RETR, LIST]}        | PASV               |
          {allow-verbs: [RETR, LIST]}        | CWD a              |
          {allow-verbs: [RETR, LIST]}        | XFROB              | verb-denied
          {allow-verbs: [RETR, LIST]}        | SITE CHMOD 1 a     | parameter-denied
          {allow-verbs: SITE CHMOD}          | SITE CHMOD 1 a     |
          {allow-verbs: SITE CHMOD}          | SITE UTIME 1 a     | parameter-denied
          """)
  void verbs_are_allowed_and_denied(String rule, String line, String refusal) {
    assertThat(judged(rule, line, IN_JOES)).isEqualTo(refusal == null ? "" : refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {deny-names: "*.exe"}       | STOR a.exe              | name-denied
          {deny-names: "*.exe"}       | STOR A.EXE              | name-denied
          {deny-names: "*.exe"}       | STOR dir/a.exe          | name-denied
          {deny-names: "*.exe"}       | STOR dir/a.exe/         | name-denied
          {deny-names: "*.exe"}       | STOR dir\\a.exe         | name-denied
          {deny-names: "a*"}          | STOR dir\\a.exe         | name-denied
          {deny-names: "*.exe"}       | STOR a.exe.             | name-denied
          {deny-names: "*.exe"}       | STOR "a.exe"            | name-denied
          {deny-names: "*.exe"}       | STOR a.exe.txt          |
          {deny-names: "*.exe"}       | RNTO a.exe              | name-denied
          {deny-names: "*.exe"}       | RNFR a.exe              | name-denied
          {deny-names: "*.exe"}       | MKD a.exe               | name-denied
          {deny-names: "*.exe"}       | MFMT 20260302080000 a.exe | name-denied
          {deny-names: "*.exe"}       | MDTM 20260302080000 a.exe | name-denied
          {deny-names: "*.exe"}       | SITE CHMOD 755 a.exe    | name-denied
          {deny-names: "*.exe"}       | SITE CHMOD 755 a.txt    |
          {deny-names: "*.exe"}       | SITE EXEC a.txt         | name-uncertain
          {deny-names: "*.exe"}       | SITE HELP               |
          {deny-names: "*.exe"}       | XCRC "a.exe" 0 100      | name-denied
          {deny-names: "*.exe"}       | XCRC a.exe 0 100        | name-denied
          {deny-names: "*.exe"}       | STOU                    |
          {deny-names: "*.exe"}       | XFROB a.exe             | name-denied
          {deny-names: "*.exe"}       | LIST -la a.exe          | name-denied
          {deny-names: ".*"}          | RETR .ssh/keys          | name-denied
          {deny-names: ".*"}          | RETR ../keys            |
          {deny-names: "/private"}    | RETR /private/a         | name-denied
          {deny-names: "/private"}    | RETR //private/./a      | name-denied
          {deny-names: "/private"}    | RETR ../../private/a    | name-denied
          {deny-names: "/private"}    | RETR ../../../x/../private/a | name-denied
          {deny-names: "/private"}    | RETR private/a          |
          {deny-names: "/private"}    | CWD /private            | name-denied
          {deny-names: "/private"}    | LIST -a /private        | name-denied
          {deny-names: "/private"}    | LIST /                  |
          {deny-names: "/private"}    | LIST                    |
          {deny-names: "/private"}    | RETR ~/a                | name-uncertain
          {deny-names: "/home/joe/x"} | RETR x                  | name-denied
          {deny-names: "/home/joe/x"} | CWD x                   | name-denied
          {deny-names: "/home/joe/x"} | RETR xy                 |
          {allow-names: "*.pdf"}      | STOR a.pdf              |
          {allow-names: "*.pdf"}      | STOR a.pdf/b.exe        | name-denied
          {allow-names: "*.pdf"}      | STOR a.exe              | name-denied
          {allow-names: "*.pdf"}      | RNTO a.exe              | name-denied
          {allow-names: "*.pdf"}      | CWD docs                |
          {allow-names: "*.pdf"}      | LIST docs               |
          {allow-names: "*.pdf"}      | STOU                    | name-uncertain
          {allow-names: "/in/*"}      | STOR /in/a              |
          {allow-names: "/in/*"}      | STOR /in/x/a            | name-denied
          {allow-names: "/in/**"}     | STOR /in/x/a            |
          {allow-names: "/in/**"}     | STOR /in/../a           | name-denied
          {allow-names: "/home/*/in/*"} | STOR in/a             |
          {allow-names: "*.pdf", deny-names: "x*"} | STOR xa.pdf | name-denied
          """)
  void names_are_allowed_and_denied(String rule, String line, String refusal) {
    assertThat(judged(rule, line, IN_JOES)).isEqualTo(refusal == null ? "" : refusal);
  }

  @Test
  void blanks_around_a_name_hide_it_from_no_pattern() {
    assertThat(judged("{deny-names: 'a*'}", "RETR  a.exe", IN_JOES)).isEqualTo("name-denied");
    assertThat(judged("{deny-names: '*.exe'}", "RETR a.exe ", IN_JOES)).isEqualTo("name-denied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {deny-names: "/private"} | RETR a  | name-uncertain
          {deny-names: "/private"} | RETR /a |
          {allow-names: "/in/*"}   | STOR a  | name-uncertain
          {allow-names: "*.pdf"}   | STOR a.pdf |
          """)
  void a_path_from_an_unknown_folder_is_in_doubt(String rule, String line, String refusal) {
    Standing unknown = Standing.NEW.inFolder(Optional.empty());
    assertThat(judged(rule, line, unknown)).isEqualTo(refusal == null ? "" : refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {deny-names: "/private"} | RETR a    | PWD
          {deny-names: "/private"} | LIST      | PWD
          {deny-names: "/private"} | RETR /a   |
          {deny-names: "/private"} | NOOP      |
          {deny-names: "*.exe"}    | RETR a    |
          {largest-file: 10B}      | APPE a    | TYPE I
          {largest-file: 10B}      | STOR a    |
          {access: read-only}      | RETR a    |
          """)
  void the_server_is_asked_only_what_is_needed(String rule, String line, String question) {
    assertThat(new Policy(rule(rule)).question(command(line), Standing.NEW).map(Command::shown))
        .isEqualTo(Optional.ofNullable(question));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALLO 10                   |  0 |
          ALLO 11                   |  0 | file-too-large
          ALLO 11 R 5               |  0 | file-too-large
          ALLO 99999999999999999999 |  0 | file-too-large
          STOR a                    | 10 |
          STOR a                    | 11 | file-too-large
          RETR a                    | 11 |
          """)
  void a_file_may_not_become_larger(String line, long restart, String refusal) {
    assertThat(judged("{largest-file: 10B}", line, IN_JOES.from(restart)))
        .isEqualTo(refusal == null ? "" : refusal);
  }

  @Test
  void an_upload_has_the_room_that_is_left() {
    Policy policy = new Policy(rule("{largest-file: 10B}"));
    Standing appending =
        IN_JOES
            .typed(Octets.ascii("I"))
            .appendingTo(Optional.of(new Policy.Sized(Octets.utf8("a"), OptionalLong.of(7))));
    assertThat(policy.room(command("STOR a"), IN_JOES)).isEqualTo(10);
    assertThat(policy.room(command("STOR a"), IN_JOES.from(4))).isEqualTo(6);
    assertThat(policy.room(command("APPE a"), appending)).isEqualTo(3);
    assertThat(policy.question(command("APPE a"), appending)).isEmpty();
    assertThat(policy.question(command("APPE b"), appending)).isPresent();
  }

  @Test
  void hours_are_those_of_the_named_zone() {
    Policy berlin = new Policy(rule("{hours: mon-fri 08:00-18:00, zone: Europe/Berlin}"));
    assertThat(berlin.isOpen(Instant.parse("2026-03-02T07:00:00Z"))).isTrue();
    assertThat(berlin.isOpen(Instant.parse("2026-03-02T06:59:59Z"))).isFalse();
    assertThat(berlin.isOpen(Instant.parse("2026-03-02T17:00:00Z"))).isFalse();
    // Summer time there began on 29 March.
    assertThat(berlin.isOpen(Instant.parse("2026-03-30T06:00:00Z"))).isTrue();
    assertThat(berlin.isOpen(Instant.parse("2026-03-30T16:00:00Z"))).isFalse();
  }

  @Test
  void a_rule_is_for_its_users_and_its_networks() {
    PolicyRule rule = rule("{users: [joe, 'scan-*'], clients: 10.0.0.0/8}");
    assertThat(rule.isForUser(Octets.utf8("JOE").toByteArray())).isTrue();
    assertThat(rule.isForUser(Octets.utf8("scan-7").toByteArray())).isTrue();
    assertThat(rule.isForUser(Octets.utf8("joel").toByteArray())).isFalse();
    assertThat(rule.isForClient(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
    assertThat(rule.isForClient(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
  }
}
