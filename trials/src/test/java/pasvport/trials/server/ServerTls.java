package pasvport.trials.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import pasvport.trials.TlsVersion;

/**
 * How a server speaks TLS: to all who ask for it, or implicitly to all.
 *
 * @param newest the newest version that it speaks
 */
public record ServerTls(Identity identity, boolean implicit, TlsVersion newest) {
  /**
   * A command under a configuration of OpenSSL's own that limits the version: not every server has
   * an option for it.
   *
   * @param folder where the configuration is kept
   */
  List<String> limited(List<String> command, Path folder) throws IOException {
    var configuration =
        Files.writeString(
            folder.resolve("openssl.cnf"),
            """
            openssl_conf = all
            [all]
            ssl_conf = programs
            [programs]
            system_default = limits
            [limits]
            MaxProtocol = %s
            """
                .formatted(newest));
    var limited = new ArrayList<>(List.of("env", "OPENSSL_CONF=" + configuration));
    limited.addAll(command);
    return limited;
  }
}
