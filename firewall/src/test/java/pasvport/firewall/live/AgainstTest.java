package pasvport.firewall.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.firewall.dialect.linux.Iptables;
import pasvport.firewall.live.Judgement.Answer;
import pasvport.firewall.live.Judgement.Judged;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Rest;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;
import pasvport.site.PortRange;

/** What saved rules say about the needs of a host, and by which rule. */
class AgainstTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"open.json", "open.v4", "user.rules"})
  void what_rules_let_through_is_open(String file) throws Exception {
    var judgement = judge(file, "198.51.100.0/26");

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.OPEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"open.json", "open.v4"})
  void a_client_that_a_rule_drops_is_told_with_that_rule(String file) throws Exception {
    var judgement = judge(file, "198.51.100.0/24");

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.PARTLY);
    assertThat(judgement.needs().getFirst().causes())
        .singleElement()
        .satisfies(
            cause -> assertThat(cause.packets()).isEqualTo("from 198.51.100.66/32 to port 21"),
            cause -> assertThat(cause.by().text()).contains("a nuisance"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"open.json", "open.v4", "user.rules"})
  void what_no_rule_lets_through_is_closed(String file) throws Exception {
    var judgement = judge(file, "203.0.113.0/24");

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.CLOSED);
  }

  @Test
  void a_set_that_holds_more_than_the_clients_is_too_much() throws Exception {
    assertThat(judge("open.json", "198.51.100.0/26").excess())
        .first()
        .satisfies(
            excess ->
                assertThat(excess.sources())
                    .isEqualTo("192.0.2.7/32, 198.51.100.64/31, 198.51.100.67-198.51.100.255"),
            excess -> assertThat(excess.ports()).isEqualTo("21"));
  }

  @Test
  void all_high_ports_for_anyone_are_too_much() throws Exception {
    var judgement = judge("wide.json", "198.51.100.0/24");

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.OPEN);
    assertThat(judgement.excess())
        .anySatisfy(excess -> {
          assertThat(excess.by().text()).contains("tcp dport >= 1024");
          assertThat(excess.ports()).isEqualTo("49999-50101");
          assertThat(excess.sources()).isEqualTo("anyone");
        });
  }

  @Test
  void a_rule_that_is_not_understood_leaves_a_doubt() throws Exception {
    var judgement = judge("strange.json", "198.51.100.0/24");

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.CANNOT_TELL);
    assertThat(judgement.needs().getFirst().causes().getFirst().by().text()).startsWith("socket");
  }

  /** What {@code nft -n} lists has numbers for names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ct state new                    | OPEN
          ct state established,new        | OPEN
          ct state == established,new     | CLOSED
          ct state != established,new     | OPEN
          ct state established            | CLOSED
          ct state 0x8                    | CANNOT_TELL
          ct state { 0x2, 0x8 }           | CANNOT_TELL
          meta nfproto ipv4               | OPEN
          meta nfproto 2                  | OPEN
          meta nfproto 10                 | CLOSED
          fib daddr type local            | OPEN
          fib daddr type 2                | CANNOT_TELL
          meta l4proto 6                  | OPEN
          meta l4proto 17                 | CLOSED
          meta l4proto 1-10               | CANNOT_TELL
          tcp flags syn                   | OPEN
          tcp flags 0x2                   | CANNOT_TELL
          tcp flags syn / syn,ack         | OPEN
          tcp flags syn,ack / syn,ack     | CLOSED
          tcp flags ack / syn,ack         | CLOSED
          """)
  void a_rule_that_asks_for_more_than_a_port_opens_it_to_first_packets_alone(
      String asked, Answer answer) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            table inet filter {
            	chain input {
            		type filter hook input priority filter; policy drop;
            		%s tcp dport 21 accept
            	}
            }
            """
                .formatted(asked));

    assertThat(answer(Against.file(file))).isEqualTo(answer);
  }

  @Test
  void a_table_that_is_dormant_does_nothing() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            table inet old {
            	flags dormant
            	chain input {
            		type filter hook input priority filter; policy drop;
            	}
            }
            """);
    assertThat(answer(Against.file(file))).isEqualTo(Answer.OPEN);

    var json = Files.writeString(folder.resolve("json"), flagged("dormant"));
    assertThat(answer(Against.file(json))).isEqualTo(Answer.OPEN);
    var odd = Files.writeString(folder.resolve("odd"), flagged("old"));
    assertThatThrownBy(() -> Against.file(odd))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("nft list ruleset, without -j");
  }

  private static String flagged(String flag) {
    return """
    {"nftables": [
    {"table": {"family": "inet", "name": "old", "handle": 1, "flags": "%s"}},
    {"chain": {"family": "inet", "table": "old", "name": "in", "type": "filter",
      "hook": "input", "prio": 0, "policy": "drop"}}]}
    """
        .formatted(flag);
  }

  /** {@code nft -t} leaves the elements out. */
  @ParameterizedTest
  @CsvSource({"policy drop, ip saddr @some accept", "policy accept, ip saddr @some drop"})
  void a_set_whose_elements_a_listing_does_not_tell_leaves_a_doubt(String policy, String rule)
      throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            table inet filter {
            	set some {
            		type ipv4_addr
            	}
            	chain input {
            		type filter hook input priority filter; %s;
            		%s
            	}
            }
            """
                .formatted(policy, rule));
    assertThat(answer(Against.file(file))).isEqualTo(Answer.CANNOT_TELL);
  }

  @ParameterizedTest
  @CsvSource({"policy drop, iif 5 accept", "policy accept, iif 5 drop"})
  void an_interface_that_is_known_by_its_number_alone_leaves_a_doubt(String policy, String rule)
      throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            table inet filter {
            	chain input {
            		type filter hook input priority filter; %s;
            		%s
            	}
            }
            """
                .formatted(policy, rule));
    assertThat(answer(Against.file(file))).isEqualTo(Answer.CANNOT_TELL);
  }

  /** A port that Docker publishes, or a rule that was left over. */
  @ParameterizedTest
  @CsvSource({
    "dnat to 172.17.0.2:21, CLOSED",
    "redirect to :2121, CANNOT_TELL",
    "accept, OPEN",
  })
  void what_nat_leads_away_from_a_host_does_not_arrive_there(String action, Answer answer)
      throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            table ip nat {
            	chain prerouting {
            		type nat hook prerouting priority dstnat; policy accept;
            		tcp dport 21 %s
            	}
            }
            """
                .formatted(action));
    assertThat(answer(Against.file(file))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"==, CLOSED", "!, OPEN", "!=, OPEN"})
  void what_must_not_be_translated_is_open_to_what_is_not(String operator, Answer answer)
      throws Exception {
    var file =
        Files.writeString(
            folder.resolve("saved"),
            """
            {"nftables": [
            {"chain": {"family": "inet", "table": "t", "name": "in", "type": "filter",
              "hook": "input", "prio": 0, "policy": "drop"}},
            {"rule": {"family": "inet", "table": "t", "chain": "in", "expr": [
              {"match": {"op": "%s", "left": {"ct": {"key": "status"}}, "right": "dnat"}},
              {"accept": null}]}}]}
            """
                .formatted(operator));

    assertThat(answer(Against.file(file))).isEqualTo(answer);
  }

  private static Answer answer(Against against) throws Exception {
    var clients = List.of(Network.parse("198.51.100.0/24"));
    return against
        .judge(host(List.of(need(Purpose.CONTROL, Family.IPV4, clients, 21, 21))))
        .needs()
        .getFirst()
        .answer();
  }

  @Test
  void a_mark_of_one_table_is_accepted_by_another() throws Exception {
    assertThat(judge("two.json", "198.51.100.0/24"))
        .satisfies(
            judgement ->
                assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.OPEN),
            judgement -> assertThat(judgement.excess()).isEmpty());
  }

  @Test
  void rules_of_one_family_say_nothing_about_the_other() throws Exception {
    var need = need(Purpose.CONTROL, Family.IPV6, List.of(), 21, 21);

    assertThat(Against.file(resource("open.v4")).judge(host(List.of(need))).needs())
        .singleElement()
        .extracting(Judged::answer)
        .isEqualTo(Answer.CANNOT_TELL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "{}", "{\"nftables\": [{\"chain\": "})
  void what_are_no_rules_is_refused_by_name(String text) throws IOException {
    var file = Files.writeString(folder.resolve("saved"), text);

    assertThatThrownBy(() -> Against.file(file))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[0:0] "})
  void what_our_dialect_writes_is_open_through_nat_and_as_needed(String counters) throws Exception {
    var judgement = judgeRouter(savedRules().replaceAll("(?m)^-A", counters + "-A"));

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.OPEN);
    assertThat(judgement.excess()).isEmpty();
    assertThat(judgement.drift()).isEmpty();
    assertThat(judgement.isAsNeeded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """

          --dport 50000:50100 .* DNAT .*$                          | # gone           | CLOSED | nothing translates 203.0.113.1 there
          (--dport 50000:50100 .*) 10.0.0.9$                       | $1 10.0.0.8      | CLOSED | --to-destination 10.0.0.8
          (--dport 50000:50100 .*) 10.0.0.9$                       | $1 10.0.0.9:50000 | CLOSED | 10.0.0.9:50000
          -i wan0 (-p tcp -m tcp --dport 50000:50100 .* DNAT)      | -i wan1 $1       | CLOSED | nothing translates
          --dport 50000:50100 (.* DNAT --to)                       | --dport 50000:50050 $1 | PARTLY | nothing translates
          (--dport 50000:50100 .*) DNAT --to-destination 10.0.0.9$ | $1 REDIRECT      | CANNOT_TELL | REDIRECT
          """)
  void nat_that_does_not_lead_to_the_server_is_told_with_its_rule(
      String pattern, String by, Answer answer, String cause) throws Exception {
    var saved = savedRules();
    var changed = saved.replaceFirst("(?m)" + pattern, by);
    assertThat(changed).isNotEqualTo(saved);

    var judgement = judgeRouter(changed);

    assertThat(judgement.needs().getFirst().answer()).isEqualTo(Answer.OPEN);
    assertThat(judgement.needs().getLast().answer()).isEqualTo(answer);
    assertThat(judgement.needs().getLast().causes().toString()).contains(cause);
    assertThat(judgement.drift()).isNotEmpty();
  }

  @Test
  void nat_that_is_not_in_the_file_is_taken_for_granted() throws Exception {
    var saved = savedRules();

    var judgement = judgeRouter(saved.substring(saved.indexOf("*filter")));

    assertThat(judgement.needs()).extracting(Judged::answer).containsOnly(Answer.OPEN);
  }

  @Test
  void rules_of_ours_that_somebody_changed_are_drift() throws Exception {
    var saved = savedRules();

    assertThat(judgeRouter(saved.replace("--dport 50000:50100", "--dport 50000:50200")).drift())
        .anySatisfy(line -> assertThat(line).contains("missing: ", "50000:50100"))
        .anySatisfy(line -> assertThat(line).contains("not ours: ", "50000:50200"));
    assertThat(judgeRouter(saved.replaceFirst("-A FORWARD .*\n", "")).drift())
        .singleElement()
        .asString()
        .contains("table filter, missing: -A FORWARD", "-j PASVPORT");
  }

  /** A router that leads the ports of 203.0.113.1 to 10.0.0.9. */
  private static HopNeeds router() {
    var server = InetAddress.ofLiteral("10.0.0.9");
    var outside = InetAddress.ofLiteral("203.0.113.1");
    var needs =
        Stream.of(
                need(Purpose.CONTROL, Family.IPV4, List.of(), 21, 21),
                need(Purpose.PASSIVE, Family.IPV4, List.of(), 50_000, 50_100))
            .map(need ->
                new Need(
                    need.purpose(),
                    need.family(),
                    need.clients(),
                    Optional.of(server),
                    need.ports(),
                    Optional.empty(),
                    need.reason()))
            .toList();
    return new HopNeeds(
        "edge",
        Place.FORWARDING,
        Optional.of("wan0"),
        Optional.of("lan0"),
        needs,
        needs.stream()
            .map(need ->
                new Translation(need.purpose(), outside, need.ports(), server, need.ports()))
            .toList(),
        List.of(),
        List.of(),
        Rest.LEAVE,
        List.of(),
        /* logsDrops= */ true);
  }

  /** What iptables-save prints on a router that drops all else. */
  private static String savedRules() {
    var text = new StringBuilder("# Generated by iptables-save v1.8.9 (nf_tables)\n");
    for (var table : List.of("nat", "filter")) {
      text.append("*").append(table).append("\n");
      text.append(
          table.equals("nat")
              ? ":PREROUTING ACCEPT [0:0]\n:PASVPORT-DNAT - [0:0]\n"
              : ":FORWARD DROP [0:0]\n:PASVPORT - [0:0]\n:PASVPORT-CLOSED - [0:0]\n");
      Iptables.saved(router(), Family.IPV4, table).forEach(rule -> text.append(rule).append("\n"));
      text.append("COMMIT\n");
    }
    return text.toString();
  }

  private Judgement judgeRouter(String rules) throws Exception {
    return Against.file(Files.writeString(folder.resolve("saved"), rules)).judge(router());
  }

  private static Judgement judge(String file, String clients) throws Exception {
    var networks = List.of(Network.parse(clients));
    return Against.file(resource(file))
        .judge(
            host(
                List.of(
                    need(Purpose.CONTROL, Family.IPV4, networks, 21, 21),
                    need(Purpose.PASSIVE, Family.IPV4, networks, 50_000, 50_100))));
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(AgainstTest.class.getResource("/live/" + name)).toURI());
  }

  private static Need need(
      Purpose purpose, Family family, List<Network> clients, int first, int last) {
    return new Need(
        purpose,
        family,
        clients,
        Optional.empty(),
        new PortRange(first, last),
        Optional.empty(),
        "server");
  }

  private static HopNeeds host(List<Need> needs) {
    return new HopNeeds(
        "host",
        Place.HOST,
        Optional.empty(),
        Optional.empty(),
        needs,
        List.of(),
        List.of(),
        List.of(),
        Rest.LEAVE,
        List.of(),
        /* logsDrops= */ true);
  }
}
