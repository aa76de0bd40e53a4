package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of two sites that differ. */
class SiteChangeTest {

  private static final HostAddresses HOST = KnownHost.with("10.0.0.1");

  private static List<String> between(String before, String after) {
    return SiteChange.between(Reading.site(before, HOST), Reading.site(after, HOST)).stream()
        .map(SiteChange::toString)
        .toList();
  }

  @Test
  void the_same_site_has_no_changes() {
    assertThat(between("listen: 2121", "timeouts: {idle: 600s}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen: [2121, 2122] | listen: *:2121, *:2122 → *:2121",
        "server: 10.0.0.20 | server: 10.0.0.20:21 → none",
        "server-data: active | server-data: active → passive",
        "timeouts: {idle: 90s} | timeouts.idle: 90s → 10m",
        "timeouts: {drain: 1500ms} | timeouts.drain: 1500ms → 30s",
        "timeouts: {drain: 120m} | timeouts.drain: 2h → 30s",
        "access: {deny: 10.0.0.0/8} | access.deny: 10.0.0.0/8 → none",
        "passive: {address: auto} | passive.address: auto → same-as-control",
        "limits: {sessions: 300} | limits.sessions: 300 → 2000",
        "passive: {address-for: [{clients: 10.0.0.0/8, address: auto}]}"
            + " | passive.address-for: 1 entry → none"
      })
  void a_changed_key_stands_with_both_values(String before, String change) {
    assertThat(between(before, "listen: 2121")).containsExactly(change);
  }

  @Test
  void entries_of_a_list_are_compared_one_by_one_where_their_number_is_the_same() {
    var text = "passive: {address-for: [{clients: 10.0.0.0/8, address: %s}]}";
    assertThat(between(text.formatted("auto"), text.formatted("ftp.example.com")))
        .containsExactly("passive.address-for[0].address: auto → ftp.example.com");
  }

  @Test
  void settings_that_come_are_compared_with_those_that_hold_without_them() {
    assertThat(between("server: a", "{server: a, server-settings: {sessions: 9, active: true}}"))
        .containsExactly("server-settings.sessions: none → 9");
  }

  @Test
  void a_long_list_is_cut() {
    var networks = new StringBuilder("access: {deny: [10.0.0.0");
    for (var last = 1; last < 15; last++) {
      networks.append(", 10.0.0.").append(last);
    }
    assertThat(between(networks + "]}", ""))
        .first()
        .asString()
        .contains("10.0.0.9/32 and 5 more → none");
  }
}
