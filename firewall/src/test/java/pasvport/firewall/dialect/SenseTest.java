package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.StringReader;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An XML parser reads what pfSense and OPNsense are to read. */
class SenseTest {

  static Stream<Arguments> files() {
    return Stream.of("pfsense", "opnsense").flatMap(WrittenFiles::of);
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_parser_reads_rules_of_nat_and_filter(String dialect, String hop, String text)
      throws Exception {
    var root = parse(text).getDocumentElement();
    assertThat(root.getNodeName()).as(hop).isEqualTo(dialect);
    assertThat(root.getElementsByTagName("filter").getLength()).as(hop).isEqualTo(1);
    assertThat(root.getElementsByTagName("rule").getLength()).as(hop).isPositive();
  }

  @Test
  void markup_in_a_description_is_text() throws Exception {
    var hostile = "a & b </descr><rule/> \"c\" ]]>";
    var document = parse("<descr>" + XmlText.quoted(hostile) + "</descr>");
    assertThat(document.getDocumentElement().getTextContent()).isEqualTo(hostile);
  }

  @Test
  void control_characters_that_no_xml_may_hold_are_replaced() {
    assertThatCode(() -> parse("<a>" + XmlText.quoted("\0\u0007\n") + "</a>"))
        .doesNotThrowAnyException();
  }

  private static Document parse(String text)
      throws ParserConfigurationException, IOException, SAXException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }
}
