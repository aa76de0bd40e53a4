package pasvport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnerTest {
  @Test
  void name_tells_who_made_it() {
    var owner = new Owner(4711, 123_456_789);

    assertThat(owner.namespace(3, "client")).isEqualTo("pv4711.21i3v9-3-client");
    assertThat(Owner.of("pv4711.21i3v9-3-client")).contains(owner);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pv",
        "pv1-1-client",
        "vpn",
        "pv1.1-1-",
        "pv1.1-1-client/..",
        "xpv1.1-1-client"
      })
  void namespaces_of_others_have_no_owner(String name) {
    assertThat(Owner.of(name)).isEmpty();
  }

  @Test
  void this_process_runs_and_one_with_its_id_but_another_start_does_not() {
    var self = Owner.self();

    assertThat(self.runs()).isTrue();
    assertThat(new Owner(self.pid(), self.start() - 1).runs()).isFalse();
  }
}
