package pasvport.trials;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;

/** Lists a folder with Apache Commons Net as it comes, but for what each word sets. */
final class JavaListing {
  private static final int PATIENCE_MILLIS = 8_000;

  private JavaListing() {}

  /** Lists it; the names. */
  static String of(String host, String user, String password, List<String> words)
      throws IOException {
    var client =
        words.contains("tls") && !words.contains("clear") ? new FTPSClient() : new FTPClient();
    client.setConnectTimeout(PATIENCE_MILLIS);
    client.setDefaultTimeout(PATIENCE_MILLIS);
    client.setDataTimeout(Duration.ofMillis(PATIENCE_MILLIS));
    client.setRemoteVerificationEnabled(!words.contains("any-address"));
    client.setUseEPSVwithIPv4(words.contains("epsv"));
    client.connect(host);
    try {
      checked(client, client.login(user, password));
      if (client instanceof FTPSClient secured && !words.contains("clear-data")) {
        secured.execPBSZ(0);
        secured.execPROT("P");
      }
      if (words.contains("control-only")) {
        return client.getReplyString();
      }
      if (words.contains("passive")) {
        client.enterLocalPassiveMode();
      }
      var names = client.listNames();
      checked(client, names != null && FTPReply.isPositiveCompletion(client.getReplyCode()));
      return String.join("\n", names);
    } finally {
      client.disconnect();
    }
  }

  private static void checked(FTPClient client, boolean done) throws IOException {
    if (!done) {
      throw new IOException(client.getReplyString());
    }
  }
}
