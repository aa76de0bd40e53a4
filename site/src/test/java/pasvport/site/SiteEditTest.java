package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import changes in the text of a site, and what it leaves alone. */
class SiteEditTest {

  private static final SiteEdit.Entry SERVER =
      new SiteEdit.Entry("server", "10.0.0.20:21", "/etc/vsftpd.conf:1");

  private static final List<SiteEdit.Entry> ENTRIES =
      List.of(
          new SiteEdit.Entry("product", "vsftpd", ""),
          new SiteEdit.Entry("passive-ports", "40000-40009", "/etc/vsftpd.conf:2, 3"),
          new SiteEdit.Entry("active", "true", "default of vsftpd"));

  private static final Set<String> OWNED =
      Set.of("product", "passive-ports", "active", "sessions", "announces-for");

  private static String edited(String text) throws SiteException {
    var result = SiteEdit.settings(text, "pasvport.yaml", SERVER, ENTRIES, OWNED);
    var site = Reading.site(result);
    assertThat(site.serverSettings().orElseThrow().passivePorts())
        .containsExactly(new PortRange(40000, 40009));
    return result;
  }

  @Test
  void an_empty_text_gets_server_and_settings() throws SiteException {
    assertThat(edited("# mine\n"))
        .isEqualTo(
            """
            # mine
            server: 10.0.0.20:21 # /etc/vsftpd.conf:1
            server-settings:
              product: vsftpd
              passive-ports: 40000-40009 # /etc/vsftpd.conf:2, 3
              active: true # default of vsftpd
            """);
  }

  @Test
  void settings_come_behind_the_server_and_all_else_stays() throws SiteException {
    assertThat(
            edited(
                """
                # the outside
                listen:   [2121]   # high

                server: ftp.internal  # the old one
                # limits of ours
                limits:
                    sessions: 10
                """))
        .isEqualTo(
            """
            # the outside
            listen:   [2121]   # high

            server: ftp.internal  # the old one
            server-settings:
              product: vsftpd
              passive-ports: 40000-40009 # /etc/vsftpd.conf:2, 3
              active: true # default of vsftpd
            # limits of ours
            limits:
                sessions: 10
            """);
  }

  @Test
  void a_second_import_changes_values_and_provenance_and_keeps_comments_and_other_keys()
      throws SiteException {
    assertThat(
            edited(
                """
                server: ftp.internal
                server-settings:   # what it says
                    # which
                    product: proftpd
                    runs-on: own   # a machine of its own
                    passive-ports:     # ask Jo before changing
                        - 30000-30009
                        - 31000
                    # how many
                    sessions: 50 # /etc/proftpd.conf:9
                    active: true # /etc/proftpd.conf:7
                # the end
                """))
        .isEqualTo(
            """
            server: ftp.internal
            server-settings:   # what it says
                # which
                product: vsftpd
                runs-on: own   # a machine of its own
                passive-ports: 40000-40009 # /etc/vsftpd.conf:2, 3
                # how many
                active: true # default of vsftpd
            # the end
            """);
  }

  @Test
  void importing_the_same_again_changes_nothing() throws SiteException {
    var once = edited("listen: 2121\n");
    assertThat(edited(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server-settings: # soon\n", "server-settings: {active: false} # soon\n"})
  void settings_without_a_block_get_one(String settings) throws SiteException {
    assertThat(edited("server: ftp.internal\n" + settings + "limits: {sessions: 9}\n"))
        .isEqualTo(
            """
            server: ftp.internal
            server-settings: # soon
              product: vsftpd
              passive-ports: 40000-40009 # /etc/vsftpd.conf:2, 3
              active: true # default of vsftpd
            limits: {sessions: 9}
            """);
  }

  @Test
  void a_last_line_without_an_end_and_carriage_returns_are_kept() throws SiteException {
    assertThat(edited("listen: 2121\r\nserver: ftp.internal"))
        .startsWith(
            "listen: 2121\r\nserver: ftp.internal\r\nserver-settings:\r\n  product: vsftpd\r\n");
  }

  @Test
  void letters_beyond_ascii_and_emoji_before_it_do_not_shift_the_place() throws SiteException {
    assertThat(edited("# über 🚪🚪\nserver: ftp.internal # 🚪\nlisten: 2121\n"))
        .startsWith("# über 🚪🚪\nserver: ftp.internal # 🚪\nserver-settings:\n")
        .endsWith("\nlisten: 2121\n");
  }

  @Test
  void an_entry_of_servers_gets_its_settings() throws SiteException {
    var text =
        """
        servers:
          - name: archive   # old
            address: 10.0.0.21
          # the other
          - {name: rest, address: 10.0.0.22}
        limits: {sessions: 9}
        """;
    var address = new SiteEdit.Entry("address", "10.0.0.20:21", "");
    var first = SiteEdit.settingsOf(text, "pasvport.yaml", "archive", address, ENTRIES, OWNED);
    assertThat(first)
        .isEqualTo(
            """
            servers:
              - name: archive   # old
                address: 10.0.0.21
                settings:
                  product: vsftpd
                  passive-ports: 40000-40009 # /etc/vsftpd.conf:2, 3
                  active: true # default of vsftpd
              # the other
              - {name: rest, address: 10.0.0.22}
            limits: {sessions: 9}
            """);
    var second = SiteEdit.settingsOf(first, "pasvport.yaml", "rest", address, ENTRIES, OWNED);
    assertThat(second)
        .contains(
            "  - {name: rest, address: 10.0.0.22, settings: {product: vsftpd, passive-ports:"
                + " 40000-40009, active: true}}\n");
    var third = SiteEdit.settingsOf(second, "pasvport.yaml", "new", address, ENTRIES, OWNED);
    assertThat(third).contains("\n  - name: new\n    address: 10.0.0.20:21\n    settings:\n");
    assertThat(Reading.site(third).servers()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{listen: 2121}", "{}"})
  void a_site_in_braces_is_left_alone_with_a_word(String text) {
    assertThatThrownBy(() -> edited(text))
        .isInstanceOf(SiteException.class)
        .hasMessageContaining("pasvport.yaml:1:1: the site is written in braces");
  }
}
