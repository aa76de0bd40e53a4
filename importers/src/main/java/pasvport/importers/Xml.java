package pasvport.importers;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an XML file. Nothing outside the file is read for it, and a file that declares
 * entities is refused.
 *
 * @param name without its namespace
 * @param namespace may be empty
 * @param attributes by name without namespace
 * @param text what stands in it directly, without blanks around it
 * @param at where its tag ends
 */
record Xml(
    String name,
    String namespace,
    Map<String, String> attributes,
    List<Xml> children,
    StringBuilder text,
    Origin at) {

  /** Far deeper than any configuration. */
  private static final int DEEPEST = 64;

  private static final XMLInputFactory PARSERS = parsers();

  private static XMLInputFactory parsers() {
    var parsers = XMLInputFactory.newDefaultFactory();
    parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    parsers.setProperty(XMLInputFactory.IS_COALESCING, true);
    parsers.setXMLResolver((_, _, _, _) -> new ByteArrayInputStream(new byte[0]));
    return parsers;
  }

  /** The root element. */
  static Xml root(Source source) throws ImportException {
    try {
      var reader = PARSERS.createXMLStreamReader(new StringReader(source.text()));
      try {
        return root(reader, source);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      var line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
      var lines = String.valueOf(e.getMessage()).lines().toList();
      throw new ImportException(
          source.at(line),
          "this is not XML, or its end is missing: "
              + lines.getLast().replaceFirst("^Message: ", ""));
    }
  }

  private static Xml root(XMLStreamReader reader, Source source)
      throws XMLStreamException, ImportException {
    var open = new ArrayDeque<Xml>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          var element = element(reader, source);
          if (open.size() > DEEPEST) {
            throw new ImportException(element.at, "elements are nested too deeply");
          }
          if (!open.isEmpty()) {
            open.element().children.add(element);
          }
          open.push(element);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          var element = open.pop();
          if (open.isEmpty()) {
            reader.next(); // what follows must be XML too: its end, or blanks and comments
            return element;
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.element().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new ImportException(
                source.at(reader.getLocation().getLineNumber()),
                "a document type or an entity of one stands here, which is not read; expected none");
        default -> {
          // comments and processing instructions say nothing
        }
      }
    }
  }

  private static Xml element(XMLStreamReader reader, Source source) {
    var attributes = new HashMap<String, String>();
    for (var index = 0; index < reader.getAttributeCount(); index++) {
      attributes.put(reader.getAttributeLocalName(index), reader.getAttributeValue(index).strip());
    }
    var namespace = reader.getNamespaceURI();
    return new Xml(
        reader.getLocalName(),
        namespace == null ? "" : namespace,
        attributes,
        new ArrayList<>(),
        new StringBuilder(),
        source.at(reader.getLocation().getLineNumber()));
  }

  String value() {
    return text.toString().strip();
  }

  Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute)).filter(value -> !value.isEmpty());
  }

  /** The elements of this name right below. */
  Stream<Xml> all(String child) {
    return children.stream().filter(one -> one.name.equals(child));
  }

  /** The first element along a path such as {@code session/pasv}. */
  Optional<Xml> at(String path) {
    var slash = path.indexOf('/');
    return slash < 0
        ? all(path).findFirst()
        : all(path.substring(0, slash))
            .flatMap(child -> child.at(path.substring(slash + 1)).stream())
            .findFirst();
  }

  /** This element and all below it. */
  Stream<Xml> everywhere() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(Xml::everywhere));
  }
}
