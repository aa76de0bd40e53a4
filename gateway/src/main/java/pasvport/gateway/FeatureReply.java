package pasvport.gateway;

import java.util.Set;
import pasvport.ftp.Features;
import pasvport.ftp.Reply;

/** The answer to FEAT (RFC 2389 §3.2). */
final class FeatureReply {
  /** What the gateway carries without harm; EPSV, EPRT and HOST are its own. */
  private static final Set<String> RELAYED =
      Set.of(
          "UTF8", "MLST", "MLSD", "MDTM", "MFMT", "MFCT", "MFF", "SIZE", "REST", "TVFS", "CLNT",
          "LANG", "AVBL", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512", "HASH", "MD5",
          "COMB", "CSID", "DSIZ", "STAT", "SITE", "MODE", "OPTS", "ESTP");

  private FeatureReply() {}

  /**
   * What the server and the gateway can both do, and what the gateway answers itself.
   *
   * @param active whether clients may have the server connect to them
   */
  static Reply of(Reply server, boolean active, Protection protection) {
    return switch (server.code()) {
      case 211, 500, 502, 504 -> {
        Features features = Features.in(server).intersect(RELAYED).with("EPSV").with("HOST");
        yield protection.features(active ? features.with("EPRT") : features).reply();
      }
      default -> server;
    };
  }
}
