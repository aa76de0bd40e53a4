package pasvport.doctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

  /** IIS asks for the password before it says that it wants TLS. */
  @ParameterizedTest
  @CsvSource({
    "534 Policy requires SSL., false, 2",
    "530 Login incorrect., false, 1",
    "534 Policy requires SSL., true, 1",
    "421 Too many, false, 1"
  })
  void a_password_goes_out_again_only_if_the_server_wanted_tls_and_did_not_look_at_it(
      String reply, boolean encrypted, int times) throws IOException {
    var credentials = new Credentials("alice", "secret");
    try (var server = new ScriptedServer(line -> line.startsWith("PASS") ? reply : "")) {
      for (boolean under : List.of(encrypted, true)) {
        try (var control = control(server)) {
          control.hear(Patience.GREETING);
          credentials.login(control, under);
        }
      }
      assertThat(server.heard()).filteredOn(line -> line.startsWith("PASS")).hasSize(times);
    }
  }

  private static Control control(ScriptedServer server) {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
    return new Control(
        1, Dial.to(address, Patience.CONTROL).socket().orElseThrow(), new Transcript(_ -> {}));
  }
}
