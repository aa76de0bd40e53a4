package pasvport.ftp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A protocol that is not FTP, recognised by the first bytes that its clients send to an FTP port:
 * by mistake, from a scanner, or from a browser that was lured there to make a gateway open ports.
 */
public enum ForeignProtocol {
  HTTP,
  TLS,
  SSH,
  SIP,
  SMTP,
  RTSP,
  PROXY;

  /** No protocol here needs more to be told apart; every signature fits. */
  public static final int MOST_BYTES = 16;

  private record Signature(ForeignProtocol protocol, Octets start) {}

  private static final List<Signature> SIGNATURES = signatures();

  private static List<Signature> signatures() {
    var all = new ArrayList<Signature>();
    for (var method :
        List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND")) {
      add(all, HTTP, method + " /");
      add(all, HTTP, method + " http");
    }
    add(all, HTTP, "CONNECT ");
    add(all, HTTP, "OPTIONS * HTTP/1");
    add(all, HTTP, "PRI * HTTP/2");
    for (char version = 0; version <= 4; version++) {
      add(all, TLS, "\u0016\u0003" + version);
    }
    add(all, SSH, "SSH-");
    for (var method :
        List.of(
            "INVITE",
            "ACK",
            "BYE",
            "CANCEL",
            "REGISTER",
            "OPTIONS",
            "SUBSCRIBE",
            "NOTIFY",
            "PUBLISH",
            "MESSAGE",
            "INFO",
            "REFER",
            "PRACK",
            "UPDATE")) {
      add(all, SIP, method + " sip:");
      add(all, SIP, method + " sips:");
      add(all, SIP, method + " tel:");
    }
    add(all, SMTP, "EHLO ");
    add(all, SMTP, "HELO ");
    add(all, SMTP, "LHLO ");
    for (var method :
        List.of(
            "OPTIONS",
            "DESCRIBE",
            "ANNOUNCE",
            "SETUP",
            "PLAY",
            "PAUSE",
            "TEARDOWN",
            "RECORD",
            "REDIRECT")) {
      add(all, RTSP, method + " rtsp:");
    }
    add(all, RTSP, "OPTIONS * RTSP/1");
    add(all, RTSP, "GET_PARAMETER ");
    add(all, RTSP, "SET_PARAMETER ");
    add(all, PROXY, "PROXY TCP");
    add(all, PROXY, "PROXY UNKNOWN");
    add(all, PROXY, "\r\n\r\n\0\r\nQUIT\n");
    return List.copyOf(all);
  }

  private static void add(List<Signature> all, ForeignProtocol protocol, String start) {
    all.add(new Signature(protocol, Octets.ascii(start)));
  }

  /**
   * Recognises a protocol by how a connection begins, without moving the buffer's position. Empty
   * until the bytes are enough to be sure, and for good if it may be FTP: no FTP command is among
   * the signatures ({@code OPTS} is one, {@code OPTIONS} is not). At most {@link #MOST_BYTES} are
   * looked at.
   */
  public static Optional<ForeignProtocol> recognise(ByteBuffer firstBytes) {
    for (Signature signature : SIGNATURES) {
      if (startsWith(firstBytes, signature.start)) {
        return Optional.of(signature.protocol);
      }
    }
    return Optional.empty();
  }

  private static boolean startsWith(ByteBuffer bytes, Octets start) {
    if (bytes.remaining() < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if ((bytes.get(bytes.position() + i) & 0xFF) != start.at(i)) {
        return false;
      }
    }
    return true;
  }
}
