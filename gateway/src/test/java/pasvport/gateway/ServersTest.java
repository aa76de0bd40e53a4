package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.site.Endpoint;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** Whose session is whose: by entry, by HOST, by user. */
@Timeout(30)
class ServersTest {
  private static final Endpoint ENTRY = new Endpoint("127.0.0.1", 2121);
  private static final Endpoint OTHER_ENTRY = new Endpoint("127.0.0.1", 2122);

  private static Servers servers(String... servers) throws SiteException, IOException {
    String text =
        "listen: [\"127.0.0.1:2121\", \"127.0.0.1:2122\"]\n"
            + (servers.length == 0 ? "" : "servers:\n  - " + String.join("\n  - ", servers) + "\n");
    return new Servers(
        Site.parse(text, "test.yaml", new KnownHost()).site(), new Endpoint("single", 21));
  }

  private static String name(Optional<Backend> chosen) {
    return chosen.map(Backend::toString).orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    "joe, joe, true",
    "joe, Joe, false",
    "joe, joey, false",
    "joe, jo, false",
    "*, '', true",
    "*, anybody, true",
    "'', '', true",
    "'', a, false",
    "a*, a, true",
    "a*, abc, true",
    "a*, ba, false",
    "*c, abc, true",
    "*c, abcd, false",
    "a*c, ac, true",
    "a*c, abcbc, true",
    "a*c, abcb, false",
    "a*b*c, axbxbxc, true",
    "a**c, ac, true",
    "a.c, abc, false",
    "*@x, joe@y@x, true"
  })
  void a_star_stands_for_any_characters(String glob, String name, boolean matches) {
    assertThat(Servers.matches(glob, name)).isEqualTo(matches);
  }

  @Test
  void a_long_name_made_to_match_almost_is_no_trouble() {
    assertThat(Servers.matches("*a*a*a*a*a*a*a*b", "a".repeat(4000))).isFalse();
  }

  @Test
  void without_several_there_is_the_single_one() throws SiteException, IOException {
    try (Servers servers = servers()) {
      Servers.Choice choice = servers.at(ENTRY);
      assertThat(choice.isOpen()).isFalse();
      assertThat(name(choice.current())).isEqualTo("single:21");
      assertThat(choice.narrowToHost("anything.example")).isTrue();
      assertThat(name(choice.current())).isEqualTo("single:21");
    }
  }

  @Test
  void an_entry_leads_to_its_own_server_and_the_others_to_the_rest()
      throws SiteException, IOException {
    try (Servers servers =
        servers("{name: a, address: a, entries: [\"127.0.0.1:2122\"]}", "{name: b, address: b}")) {
      assertThat(name(servers.at(ENTRY).current())).isEqualTo("b (b:21)");
      assertThat(name(servers.at(OTHER_ENTRY).current())).isEqualTo("a (a:21)");
    }
  }

  @Test
  void a_user_is_led_to_the_server_that_names_it_else_to_the_one_that_asks_for_nothing()
      throws SiteException, IOException {
    try (Servers servers =
        servers("{name: a, address: a, users: [\"web-*\"]}", "{name: b, address: b}")) {
      Servers.Choice choice = servers.at(ENTRY);
      assertThat(choice.isOpen()).isTrue();
      assertThat(name(choice.forUser("web-joe"))).isEqualTo("a (a:21)");
      assertThat(name(choice.forUser("joe"))).isEqualTo("b (b:21)");
    }
  }

  @Test
  void a_user_whom_nobody_names_has_no_server_if_all_ask() throws SiteException, IOException {
    try (Servers servers = servers("{name: a, address: a, users: [ann]}")) {
      assertThat(name(servers.at(ENTRY).forUser("joe"))).isEqualTo("none");
      assertThat(name(servers.at(ENTRY).current())).isEqualTo("none");
    }
  }

  @Test
  void the_last_host_counts() throws SiteException, IOException {
    try (Servers servers =
        servers(
            "{name: a, address: a, hosts: [a.example]}",
            "{name: b, address: b, hosts: [b.example]}")) {
      Servers.Choice choice = servers.at(ENTRY);
      assertThat(choice.narrowToHost("A.Example")).isTrue();
      assertThat(name(choice.current())).isEqualTo("a (a:21)");
      assertThat(choice.narrowToHost("b.example")).isTrue();
      assertThat(name(choice.current())).isEqualTo("b (b:21)");
      assertThat(choice.narrowToHost("c.example")).isFalse();
      assertThat(name(choice.current())).isEqualTo("b (b:21)");
      choice.reset();
      assertThat(name(choice.current())).isEqualTo("none");
    }
  }

  @Test
  void each_session_chooses_for_itself() throws SiteException, IOException {
    try (Servers servers =
        servers("{name: a, address: a, hosts: [a.example]}", "{name: b, address: b}")) {
      servers.at(ENTRY).narrowToHost("a.example");
      assertThat(name(servers.at(ENTRY).current())).isEqualTo("b (b:21)");
    }
  }
}
