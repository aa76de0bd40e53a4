package pasvport.doctor.ends;

import java.util.LinkedHashMap;
import java.util.Map;
import pasvport.doctor.report.Shape;

/**
 * What one end has sent and received in one scene. Octets are characters of ISO 8859-1; under TLS
 * they are those within it.
 *
 * @param sent on the control connection
 * @param received on the control connection
 * @param end how the control connection ended
 * @param dataSent SHA-256 of what was sent on the data connection; empty if there was none
 * @param dataReceived the same of what came
 * @param certificate SHA-256 of the server's certificate; empty without TLS
 */
record Part(
    String sent,
    String received,
    String end,
    String dataSent,
    String dataReceived,
    String certificate) {

  /** How a connection ends that nobody has cut. */
  static final String IN_ORDER = "in order";

  Map<String, Object> json(Scene scene) {
    var map = new LinkedHashMap<String, Object>();
    map.put("scene", scene.toString());
    map.put("sent", sent);
    map.put("received", received);
    map.put("end", end);
    map.put("data-sent", dataSent);
    map.put("data-received", dataReceived);
    map.put("certificate", certificate);
    return map;
  }

  static Part read(Shape json) {
    return new Part(
        json.maybeRaw("sent").orElse(""),
        json.maybeRaw("received").orElse(""),
        json.text("end"),
        json.text("data-sent"),
        json.text("data-received"),
        json.text("certificate"));
  }
}
