package pasvport.firewall.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pasvport.firewall.plan.Lint;

/** Each kind of finding in rules: a rule that shows it, and one like it that does not. */
class RulesetLintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wide-opening           | tcp dport 1024-65535 accept
          wide-opening           | ip daddr 10.0.0.2 tcp dport { 21, 40000-60000 } ct state new counter packets 5 bytes 300 accept
          wide-opening           | -A FORWARD -p tcp -m tcp --dport 1024:65535 -j ACCEPT
          wide-opening           | -A PREROUTING -p tcp -m multiport --dports 21,40000:60000 -j DNAT --to-destination 10.0.0.2
          related-without-helper | ct state established,related accept
          related-without-helper | ct state { established, related } counter accept
          related-without-helper | ct state vmap { invalid : drop, established : accept, related : accept }
          related-without-helper | -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
          related-without-helper | -A INPUT -m state --state RELATED -j ACCEPT
          helper-everywhere      | ct helper set "ftp-std"
          helper-everywhere      | -A PREROUTING -p tcp -j CT --helper ftp
          automatic-helper       | net.netfilter.nf_conntrack_helper = 1
          loose-helper           | options nf_conntrack_ftp ports=21 loose=1
          port-20-inward         | tcp dport 20 accept
          port-20-inward         | -A INPUT -p tcp -m tcp --dport 20 -j ACCEPT
          trusted-source-port    | tcp sport 20 ct state new accept
          trusted-source-port    | -A INPUT -p tcp -m tcp --sport 20 -j ACCEPT
          collapsed-range        | ip daddr 203.0.113.1 tcp dport 50000-50100 dnat ip to 10.0.0.2:50000
          collapsed-range        | -A PREROUTING -p tcp --dport 50000:50100 -j DNAT --to-destination 10.0.0.2:50000
          pool-of-ports          | tcp dport 50000-50100 dnat to 10.0.0.2:50000-50100
          pool-of-ports          | -A PREROUTING -p tcp --dport 50000:50100 -j DNAT --to-destination 10.0.0.2:50000-50100
          unlimited-log          | log prefix "drop: " level info
          unlimited-log          | -A FORWARD -j LOG --log-prefix "drop: "
          """)
  void a_rule_that_shows_it_is_found(String id, String rule) {
    assertThat(found(rule)).contains(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wide-opening           | tcp dport 50000-50100 accept
          wide-opening           | tcp sport 20 tcp dport 1024-65535 accept
          wide-opening           | ct helper "ftp" ct state related tcp dport 1024-65535 accept
          wide-opening           | tcp dport 1024-65535 drop
          wide-opening           | -A FTP -p tcp -m conntrack --ctstate RELATED -m helper --helper ftp -m tcp --dport 1024:65535 -j ACCEPT
          related-without-helper | ct state established accept
          related-without-helper | ct helper "ftp" ct state related tcp dport 1024-65535 accept
          related-without-helper | ct state related meta l4proto { icmp, ipv6-icmp } accept
          related-without-helper | -A FTP -p icmp -m conntrack --ctstate RELATED -j ACCEPT
          related-without-helper | ct state related drop
          helper-everywhere      | ip daddr 10.0.0.2 tcp dport 21 ct helper set "ftp-std"
          helper-everywhere      | -A PREROUTING -d 203.0.113.1/32 -p tcp -m tcp --dport 21 -j CT --helper ftp
          automatic-helper       | net.netfilter.nf_conntrack_helper = 0
          loose-helper           | options nf_conntrack_ftp loose=0
          port-20-inward         | tcp dport 20-21 accept
          port-20-inward         | tcp dport 2020 accept
          port-20-inward         | -A INPUT -p tcp -m tcp --dport 20:21 -j ACCEPT
          trusted-source-port    | tcp sport 20 tcp dport 1024-65535 accept
          trusted-source-port    | tcp sport 20 drop
          collapsed-range        | tcp dport 50000-50100 dnat ip to 10.0.0.2
          collapsed-range        | tcp dport 21 dnat ip to 10.0.0.2:2121
          pool-of-ports          | -A PREROUTING -p tcp --dport 50000:50100 -j DNAT --to-destination 10.0.0.2:50000-50100/60000
          unlimited-log          | limit rate 5/second burst 10 packets log prefix "drop: "
          unlimited-log          | -A FORWARD -m limit --limit 5/sec -j LOG
          unlimited-log          | tcp dport 21 accept comment "log of partners"
          """)
  void a_rule_like_it_that_does_not_show_it_is_left_in_peace(String id, String rule) {
    assertThat(found(rule)).doesNotContain(id);
  }

  @Test
  void a_helper_at_priority_raw_is_found_by_the_head_of_its_chain() {
    var ruleset =
        """
        table inet ftp {
        	chain early {
        		type filter hook prerouting priority raw; policy accept;
        		tcp dport 21 ct helper set "ftp-std"
        	}
        	chain right { type filter hook prerouting priority filter; policy accept;
        		tcp dport 21 ct helper set "ftp-std"
        	}
        }
        """;
    assertThat(RulesetLint.of(ruleset.lines().toList()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.lint()).isEqualTo(new Lint("helper-too-early", Lint.Weight.DEFECT));
          assertThat(finding.line()).isEqualTo(4);
          assertThat(finding.rule()).isEqualTo("tcp dport 21 ct helper set \"ftp-std\"");
        });
  }

  @Test
  void of_rules_behind_an_unconditional_verdict_the_first_of_each_chain_is_dead() {
    var ruleset =
        """
        *filter
        :INPUT ACCEPT [0:0]
        -A INPUT -p tcp -m tcp --dport 21 -j ACCEPT
        -A INPUT -m comment --comment "all else" -j DROP
        -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
        -A INPUT -p tcp -m tcp --dport 23 -j ACCEPT
        -A FORWARD -p tcp -m tcp --dport 21 -j ACCEPT
        COMMIT
        """;
    assertThat(RulesetLint.of(ruleset.lines().toList()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.lint().id()).isEqualTo("dead-rule");
          assertThat(finding.line()).isEqualTo(5);
        });
  }

  @Test
  void a_counter_is_no_condition_and_a_set_is_no_chain() {
    var ruleset =
        """
        table inet filter {
        	set partners {
        		type ipv4_addr
        		elements = { 198.51.100.0/24 }
        	}
        	chain forward {
        		type filter hook forward priority filter; policy drop;
        		ip saddr @partners tcp dport 21 accept
        		counter packets 3 bytes 180 drop comment "rest"
        		tcp dport 22 accept
        	}
        	chain input {
        		tcp dport 22 accept
        	}
        }
        """;
    assertThat(RulesetLint.of(ruleset.lines().toList()))
        .extracting(RuleFinding::line)
        .containsExactly(10);
  }

  @Test
  void counters_in_front_of_a_rule_of_iptables_are_read_over() {
    assertThat(
            RulesetLint.of(
                List.of("*filter", "[5:300] -A INPUT -j ACCEPT", "[0:0] -A INPUT -j DROP")))
        .extracting(finding -> finding.lint().id() + " " + finding.line())
        .containsExactly("dead-rule 3");
  }

  @Test
  void the_end_of_a_table_is_no_rule() {
    assertThat(RulesetLint.of(List.of("*filter", "-A INPUT -j DROP", "COMMIT", "*nat", "COMMIT")))
        .isEmpty();
  }

  @Test
  void the_worst_comes_first() {
    assertThat(
            RulesetLint.of(
                List.of(
                    "*nat",
                    "-A PREROUTING -p tcp --dport 20 -j ACCEPT",
                    "-A PREROUTING -p tcp --dport 50000:50100 -j DNAT --to-destination 10.0.0.2:50000")))
        .extracting(finding -> finding.lint().id())
        .containsExactly("collapsed-range", "port-20-inward");
  }

  private static List<String> found(String rule) {
    return RulesetLint.of(List.of("table inet t {", "chain c {", rule, "}", "}")).stream()
        .map(finding -> finding.lint().id())
        .toList();
  }
}
