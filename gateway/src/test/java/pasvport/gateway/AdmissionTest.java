package pasvport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pasvport.site.Access;
import pasvport.site.Limits;
import pasvport.site.Network;

/** Who may come in, and how often. */
class AdmissionTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("198.51.100.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8:1:2::1");
  private static final InetAddress SAME_64 = InetAddress.ofLiteral("2001:db8:1:2:ffff::9");
  private static final InetAddress NEXT_64 = InetAddress.ofLiteral("2001:db8:1:3::1");

  private static final Access EVERYONE = new Access(List.of(), List.of());

  private final HandTime time = new HandTime();

  private Admission admission(Access access, int sessions, int perAddress, int loginsPerMinute) {
    return new Admission(
        access, new Limits(sessions, perAddress, loginsPerMinute, 1000, 512, 4096, 10), time);
  }

  private Admission admission(List<String> allow, List<String> deny) {
    Access access =
        new Access(
            allow.stream().map(Network::parse).toList(),
            deny.stream().map(Network::parse).toList());
    return admission(access, 10, 10, 10);
  }

  @Test
  void without_networks_everyone_comes_in() {
    Admission admission = admission(EVERYONE, 10, 10, 10);
    assertThat(Stream.of(ONE, ELSEWHERE, SIX).map(admission::enter)).allMatch(why -> why.isEmpty());
    assertThat(admission.sessions()).isEqualTo(3);
  }

  @Test
  void only_allowed_networks_come_in() {
    Admission admission = admission(List.of("192.0.2.0/24", "2001:db8::/32"), List.of());
    assertThat(admission.enter(ONE)).isEmpty();
    assertThat(admission.enter(SIX)).isEmpty();
    assertThat(admission.enter(ELSEWHERE)).contains(Refusal.DENIED_NETWORK);
    assertThat(admission.sessions()).isEqualTo(2);
  }

  @Test
  void deny_wins_over_allow() {
    Admission admission = admission(List.of("192.0.2.0/24"), List.of("192.0.2.2"));
    assertThat(admission.enter(ONE)).isEmpty();
    assertThat(admission.enter(TWO)).contains(Refusal.DENIED_NETWORK);
  }

  @Test
  void sessions_in_all_are_bounded_and_a_place_given_back_is_free() {
    Admission admission = admission(EVERYONE, 2, 2, 10);
    admission.enter(ONE);
    admission.enter(TWO);
    assertThat(admission.enter(ELSEWHERE)).contains(Refusal.TOO_MANY_SESSIONS);
    admission.leave(ONE);
    assertThat(admission.enter(ELSEWHERE)).isEmpty();
    assertThat(admission.sessions()).isEqualTo(2);
  }

  @Test
  void sessions_of_one_address_are_bounded_for_it_alone() {
    Admission admission = admission(EVERYONE, 10, 2, 10);
    admission.enter(ONE);
    admission.enter(ONE);
    assertThat(admission.enter(ONE)).contains(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS);
    assertThat(admission.enter(TWO)).isEmpty();
    admission.leave(ONE);
    assertThat(admission.enter(ONE)).isEmpty();
    assertThat(admission.enter(ONE)).contains(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS);
  }

  @Test
  void one_ipv6_client_is_its_64() {
    Admission admission = admission(EVERYONE, 10, 1, 1);
    assertThat(admission.enter(SIX)).isEmpty();
    assertThat(admission.enter(SAME_64)).contains(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS);
    assertThat(admission.enter(NEXT_64)).isEmpty();
    assertThat(admission.mayLogIn(SIX)).isTrue();
    assertThat(admission.mayLogIn(SAME_64)).isFalse();
    assertThat(admission.mayLogIn(NEXT_64)).isTrue();
    admission.leave(SAME_64);
    assertThat(admission.enter(SIX)).isEmpty();
  }

  @Test
  void who_was_refused_takes_no_place() {
    Admission admission = admission(EVERYONE, 1, 1, 10);
    admission.enter(ONE);
    for (int i = 0; i < 5; i++) {
      assertThat(admission.enter(TWO)).isPresent();
    }
    admission.leave(ONE);
    assertThat(admission.sessions()).isZero();
    assertThat(admission.enter(TWO)).isEmpty();
  }

  @Test
  void logins_are_counted_by_the_minute_from_the_first() {
    Admission admission = admission(EVERYONE, 10, 10, 2);
    assertThat(admission.mayLogIn(ONE)).isTrue();
    time.advance(Duration.ofSeconds(59));
    assertThat(admission.mayLogIn(ONE)).isTrue();
    assertThat(admission.mayLogIn(ONE)).isFalse();
    assertThat(admission.mayLogIn(TWO)).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(admission.mayLogIn(ONE)).isTrue();
  }

  @Test
  void attempts_that_were_refused_do_not_prolong_the_minute() {
    Admission admission = admission(EVERYONE, 10, 10, 1);
    assertThat(admission.mayLogIn(ONE)).isTrue();
    for (int i = 0; i < 6; i++) {
      time.advance(Duration.ofSeconds(9));
      assertThat(admission.mayLogIn(ONE)).isFalse();
    }
    time.advance(Duration.ofSeconds(6));
    assertThat(admission.mayLogIn(ONE)).isTrue();
  }

  @Test
  void nobody_new_comes_in_while_draining() {
    Admission admission = admission(EVERYONE, 10, 10, 10);
    admission.enter(ONE);
    admission.drain();
    assertThat(admission.enter(ONE)).contains(Refusal.DRAINING);
    admission.leave(ONE);
    assertThat(admission.sessions()).isZero();
  }

  @Test
  void new_limits_hold_at_once_and_count_who_is_in() {
    Admission admission = admission(EVERYONE, 10, 10, 1);
    admission.enter(ONE);
    admission.enter(TWO);
    assertThat(admission.mayLogIn(ONE)).isTrue();
    Access denied = new Access(List.of(), List.of(Network.parse("192.0.2.1")));
    admission.adopt(denied, new Limits(3, 1, 2, 1000, 512, 4096, 10));
    assertThat(admission.enter(ONE)).contains(Refusal.DENIED_NETWORK);
    assertThat(admission.enter(TWO)).contains(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS);
    assertThat(admission.enter(ELSEWHERE)).isEmpty();
    assertThat(admission.enter(SIX)).contains(Refusal.TOO_MANY_SESSIONS);
    assertThat(admission.mayLogIn(ONE)).isTrue();
    admission.leave(ONE);
    assertThat(admission.sessions()).isEqualTo(2);
  }
}
