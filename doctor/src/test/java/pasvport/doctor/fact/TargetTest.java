package pasvport.doctor.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {

  @Test
  void a_host_alone_means_ftp_on_its_port() {
    assertThat(Target.parse("ftp.example.com"))
        .isEqualTo(new Target(Scheme.FTP, "ftp.example.com", 21, "", Optional.empty()));
  }

  @Test
  void every_scheme_has_its_port() {
    assertThat(Target.parse("ftps://h/").port()).isEqualTo(990);
    assertThat(Target.parse("FTPES://h/").port()).isEqualTo(21);
    assertThat(Target.parse("sftp://h:2222").port()).isEqualTo(2222);
  }

  @Test
  void user_address_and_folder_are_read() {
    assertThat(Target.parse("ftpes://alice@[2001:db8::1]:2121/in/coming/"))
        .isEqualTo(
            new Target(Scheme.FTPES, "2001:db8::1", 2121, "in/coming/", Optional.of("alice")))
        .hasToString("ftpes://[2001:db8::1]:2121/in/coming/");
  }

  @Test
  void a_password_in_a_url_is_refused_without_being_repeated() {
    assertThatThrownBy(() -> Target.parse("ftp://alice:secret@h/"))
        .hasMessageContaining("--password-file")
        .hasMessageNotContaining("secret");
  }

  @Test
  void what_cannot_be_tested_is_refused() {
    assertThatThrownBy(() -> Target.parse("http://h/")).hasMessageContaining("ftpes");
    assertThatThrownBy(() -> Target.parse("ftp:///folder/")).hasMessageContaining("no host");
    assertThatThrownBy(() -> Target.parse("ftp://h:0/")).hasMessageContaining("0 is not a port");
    assertThatThrownBy(() -> Target.parse("ftp://a b/")).hasMessageContaining("not a URL");
  }
}
