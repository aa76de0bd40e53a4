package pasvport.gateway;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same with every byte through this process, as on systems that cannot splice. */
class SessionTransferOverBridgeTest extends SessionTransferTest {
  private static final String PLANES = "pasvport.planes";

  @BeforeAll
  static void no_splice() {
    System.setProperty(PLANES, "bridge");
  }

  @AfterAll
  static void splice_again() {
    System.clearProperty(PLANES);
  }
}
