package pasvport.doctor.explain.join;

import java.io.StringWriter;
import java.io.Writer;
import java.util.Collection;
import java.util.Locale;
import pasvport.doctor.explain.Entry;
import pasvport.doctor.explain.Words;
import pasvport.site.HostText;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** An explanation for programs: one JSON object. */
public final class ExplanationJson {

  /**
   * Characters that turn the text around, or steer a terminal, are escaped with all of their kind.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ExplanationJson() {}

  /** All stories, clocks and complaints. */
  public static String of(Explanation explanation, Collection<String> complaints) {
    var text = new StringWriter();
    try (var json = generator(text)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("stories");
      explanation.stories().forEach(story -> write(json, story));
      json.writeEndArray();
      json.writeArrayPropertyStart("clocks");
      explanation.clocks().forEach(clock -> write(json, clock));
      json.writeEndArray();
      strings(json, "complaints", complaints);
      json.writeEndObject();
    }
    return text.toString();
  }

  /** One story alone, on one line. */
  public static String of(Story story) {
    var text = new StringWriter();
    try (var json = generator(text)) {
      write(json, story);
    }
    return text.toString();
  }

  private static JsonGenerator generator(Writer writer) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), writer);
  }

  private static void write(JsonGenerator json, Story story) {
    json.writeStartObject();
    json.writeStringProperty("outcome", dashed(story.verdict().outcome()));
    json.writeStringProperty("certainty", dashed(story.verdict().certainty()));
    json.writeStringProperty("client", HostText.written(story.client().address()));
    json.writeNumberProperty("client-port", story.client().port());
    json.writeStringProperty("mode", dashed(story.mode()));
    json.writeStringProperty("request", story.request());
    json.writeStringProperty("target", story.target());
    strings(json, "sentences", story.verdict().sentences());
    strings(json, "advice", story.verdict().advice());
    json.writeArrayPropertyStart("events");
    story.entries().forEach(entry -> write(json, entry));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Entry entry) {
    json.writeStartObject();
    json.writeStringProperty("time", entry.stamp().at().toString());
    json.writeStringProperty("event", Words.of(entry.event()));
    json.writeStringProperty("format", dashed(entry.format()));
    json.writeStringProperty("source", entry.origin().source());
    json.writeNumberProperty("line", entry.origin().line());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Clock clock) {
    json.writeStartObject();
    json.writeStringProperty("source", clock.source());
    json.writeNumberProperty("behind-milliseconds", clock.behind().toMillis());
    json.writeNumberProperty("witnesses", clock.witnesses());
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, Collection<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static String dashed(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
