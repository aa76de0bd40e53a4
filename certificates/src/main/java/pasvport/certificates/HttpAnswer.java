package pasvport.certificates;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers http-01 (RFC 8555, section 8.3), and nothing else.
 *
 * @param authorizations the answer to each token
 */
record HttpAnswer(Map<String, String> authorizations) implements Responder.Answer {

  /** A CA's request has a few hundred bytes. */
  private static final int LONGEST = 8192;

  private static final String BEGIN = "GET /.well-known/acme-challenge/";

  HttpAnswer {
    authorizations = Map.copyOf(authorizations);
  }

  @Override
  public void to(Socket socket) throws IOException {
    socket.getOutputStream().write(reply(request(socket)).getBytes(StandardCharsets.US_ASCII));
  }

  private static String request(Socket socket) throws IOException {
    var bytes = new byte[LONGEST];
    var length = 0;
    while (length < LONGEST) {
      var more = socket.getInputStream().read(bytes, length, LONGEST - length);
      if (more < 0) {
        break;
      }
      length += more;
      var text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      if (text.contains("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }

  /** What a request is answered. */
  String reply(String request) {
    var end = request.indexOf(" HTTP/1.");
    var token =
        request.startsWith(BEGIN) && end >= BEGIN.length()
            ? request.substring(BEGIN.length(), end)
            : "";
    var found = authorizations.getOrDefault(token, "");
    return "HTTP/1.1 %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(found.isEmpty() ? "404 Not Found" : "200 OK", found.length(), found);
  }
}
