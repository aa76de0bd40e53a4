package pasvport.firewall.router;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A service of a UPnP device that is called over HTTP (UPnP Device Architecture 1.0, 3.2). What it
 * says is bounded, and its XML may refer to nothing outside.
 *
 * @param control where it is called
 * @param type the service's type
 */
record Soap(URI control, String type) {
  /** A router in the same network answers at once, a slow one within seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Descriptions are some kilobytes. */
  private static final int LONGEST = 1 << 18;

  /** The device has refused a call. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    Fault(String code, String description) {
      super(description);
      this.code = code;
    }

    /** UPnP's number. */
    String code() {
      return code;
    }
  }

  /**
   * Calls an action.
   *
   * @return the values that it answers with, by name
   */
  Map<String, String> call(String action, Map<String, String> arguments)
      throws RouterException, Fault {
    var body =
        """
        <?xml version="1.0"?>
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:%1$s xmlns:u="%2$s">%3$s</u:%1$s></s:Body></s:Envelope>
        """
            .formatted(
                action,
                type,
                arguments.entrySet().stream()
                    .map(each -> "<%1$s>%2$s</%1$s>".formatted(each.getKey(), each.getValue()))
                    .collect(Collectors.joining()));
    var request =
        HttpRequest.newBuilder(control)
            .timeout(PATIENCE)
            .header("Content-Type", "text/xml; charset=\"utf-8\"")
            .header("SOAPAction", "\"%s#%s\"".formatted(type, action))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var document = read(request);
    var code = text(document, "errorCode");
    if (!code.isEmpty()) {
      throw new Fault(code, text(document, "errorDescription"));
    }
    var values = new LinkedHashMap<String, String>();
    NodeList answers = document.getElementsByTagNameNS("*", action + "Response");
    if (answers.getLength() == 0) {
      throw new RouterException(control + " does not answer " + action);
    }
    NodeList children = answers.item(0).getChildNodes();
    for (var at = 0; at < children.getLength(); at++) {
      if (children.item(at) instanceof Element value) {
        values.put(value.getLocalName(), value.getTextContent().strip());
      }
    }
    return values;
  }

  /** The XML at an address. */
  static Document get(URI at) throws RouterException {
    return read(HttpRequest.newBuilder(at).timeout(PATIENCE).GET().build());
  }

  private static Document read(HttpRequest request) throws RouterException {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        byte[] bytes = body.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
          throw new RouterException(request.uri() + " sends more than a router has to say");
        }
        return parsed(bytes);
      }
    } catch (IOException | SAXException e) {
      throw new RouterException(
          "%s cannot be understood: %s".formatted(request.uri(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RouterException("interrupted while waiting for " + request.uri(), e);
    }
  }

  private static Document parsed(byte[] bytes) throws IOException, SAXException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new ByteArrayInputStream(bytes));
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java has no XML parser", e);
    }
  }

  /** The text of the first element of this name, or none. */
  static String text(Document document, String name) {
    NodeList found = document.getElementsByTagNameNS("*", name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }
}
