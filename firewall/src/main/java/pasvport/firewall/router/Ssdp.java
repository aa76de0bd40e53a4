package pasvport.firewall.router;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Looks for a router that speaks UPnP (UPnP Device Architecture 1.0, 1.2). */
final class Ssdp {
  private static final InetAddress GROUP = InetAddress.ofLiteral("239.255.255.250");
  private static final int PORT = 1900;

  /** Devices may take two seconds to answer (MX), and one more for a busy one. */
  private static final int MILLIS = 3_000;

  private static final int LONGEST = 2_048;
  private static final Pattern LOCATION = Pattern.compile("(?im)^location:\\s*(\\S+)\\s*$");

  private static final List<String> SERVICES =
      List.of(
          "urn:schemas-upnp-org:service:WANIPConnection:2",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  private static final String SEARCH =
      """
      M-SEARCH * HTTP/1.1
      HOST: 239.255.255.250:1900
      MAN: "ssdp:discover"
      MX: 2
      ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1

      """
          .replace("\n", "\r\n");

  private Ssdp() {}

  /**
   * The router, if it answers; other devices are not listened to.
   *
   * @param local this host's address towards it
   */
  static Igd find(InetAddress router, InetAddress local) throws RouterException {
    try (var socket = new DatagramSocket(new InetSocketAddress(local, 0))) {
      byte[] question = SEARCH.getBytes(StandardCharsets.US_ASCII);
      socket.send(new DatagramPacket(question, question.length, GROUP, PORT));
      long until = System.nanoTime() + MILLIS * 1_000_000L;
      for (long left = MILLIS; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        socket.setSoTimeout((int) left);
        socket.receive(packet);
        Optional<URI> description = description(packet, router);
        if (description.isPresent()) {
          return described(description.get(), local);
        }
      }
    } catch (SocketTimeoutException e) {
      throw new RouterException(router.getHostAddress() + " does not answer", e);
    } catch (IOException e) {
      throw new RouterException("UPnP cannot be asked for: " + e.getMessage(), e);
    }
    throw new RouterException(router.getHostAddress() + " does not answer");
  }

  /** Where the router describes itself: at its own address, or nowhere. */
  private static Optional<URI> description(DatagramPacket packet, InetAddress router) {
    var location =
        LOCATION.matcher(
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1));
    if (!packet.getAddress().equals(router) || !location.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(location.group(1))).filter(at -> isAt(at, router));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isAt(URI address, InetAddress router) {
    return "http".equals(address.getScheme()) && router.getHostAddress().equals(address.getHost());
  }

  private static Igd described(URI description, InetAddress local) throws RouterException {
    Document document = Soap.get(description);
    for (var type : SERVICES) {
      var services = document.getElementsByTagNameNS("*", "service");
      for (var at = 0; at < services.getLength(); at++) {
        if (services.item(at) instanceof Element service
            && child(service, "serviceType").equals(type)) {
          var base = Soap.text(document, "URLBase");
          URI control =
              (base.isEmpty() ? description : URI.create(base))
                  .resolve(child(service, "controlURL"));
          if (String.valueOf(control.getHost())
              .toLowerCase(Locale.ROOT)
              .equals(description.getHost())) {
            return new Igd(new Soap(control, type), local);
          }
        }
      }
    }
    throw new RouterException(description + " describes no connection to the outside");
  }

  private static String child(Element service, String name) {
    var found = service.getElementsByTagNameNS("*", name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }
}
