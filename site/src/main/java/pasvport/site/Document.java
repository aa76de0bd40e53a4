package pasvport.site;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * A YAML text as a tree of nodes; of YAML only what a site needs: one document of mappings, lists
 * and scalars, without anchors, aliases and tags.
 */
final class Document {

  /** A site is five levels deep; far less than what would exhaust the stack of a recursive walk. */
  private static final int DEEPEST = 16;

  /** Characters read at a time; with the library's 1,024 a line of 1 MiB takes seconds. */
  private static final int BUFFER = 1 << 16;

  private static final int LEAST_BUFFER = 64;

  /** Values that YAML takes for something else when they stand without quotes. */
  private static final Pattern NEEDS_QUOTES =
      Pattern.compile(
          "(?<![\"'])(?:\\*:[0-9]+|\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\\]:[0-9]+)"
              + "|(?<![\"'0-9A-Fa-f:])::[0-9A-Fa-f:.]*(?:/[0-9]+)?");

  private static final String TAG = "a tag (!) stands here, which a site cannot have";

  private Document() {}

  /**
   * The tree; empty if the text has no content, or more than is allowed, which is then reported.
   *
   * @param limit characters that the text can have at most
   */
  static Optional<Node> read(String text, int limit, Findings findings) {
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(limit)
            .setBufferSize(Math.clamp(text.length(), LEAST_BUFFER, BUFFER))
            .setSchema(new JsonSchema())
            .setUseMarks(true)
            .setAllowNonScalarKeys(true) // refused later, with a better reason
            .build();
    try {
      if (!plain(new Parse(settings).parseString(text), findings)) {
        return Optional.empty();
      }
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      var place = e.getProblemMark().map(Document::place).orElse(Findings.Place.FILE);
      findings.error(place, "", "this is not YAML: " + oneLine(e.getProblem()) + hint(text, place));
    } catch (ReaderException e) {
      findings.error(
          place(text, e.getPosition()),
          "",
          "this is not YAML: the character U+%04X cannot stand here".formatted(e.getCodePoint()));
    } catch (YamlVersionException e) {
      findings.error(
          Findings.Place.FILE, "", "the %YAML line names a version that is unknown; remove it");
    } catch (YamlEngineException e) {
      findings.error(Findings.Place.FILE, "", "this is not YAML: " + oneLine(e.getMessage()));
    }
    return Optional.empty();
  }

  private static boolean plain(Iterable<Event> events, Findings findings) {
    var depth = 0;
    var documents = 0;
    for (var event : events) {
      switch (event) {
        case DocumentStartEvent _ -> documents++;
        case CollectionStartEvent _ -> depth++;
        case CollectionEndEvent _ -> depth--;
        default -> {}
      }
      var refusal =
          documents > 1
              ? "a second document begins here; a site is one document"
              : depth > DEEPEST ? "this is nested deeper than any site" : refusal(event);
      if (!refusal.isEmpty()) {
        findings.error(
            event.getStartMark().map(Document::place).orElse(Findings.Place.FILE), "", refusal);
        return false;
      }
    }
    return true;
  }

  private static String refusal(Event event) {
    return switch (event) {
      case AliasEvent alias ->
          "%s is an alias, which a site cannot have; a text that begins with * needs quotes"
              .formatted(Quoted.text("*" + alias.getAlias()));
      case NodeEvent node when node.getAnchor().isPresent() ->
          "%s is an anchor, which a site cannot have"
              .formatted(Quoted.text("&" + node.getAnchor().get()));
      case ScalarEvent scalar when scalar.getTag().isPresent() -> TAG;
      case CollectionStartEvent collection when collection.getTag().isPresent() -> TAG;
      default -> "";
    };
  }

  private static String hint(String text, Findings.Place place) {
    var value = text.lines().skip(Math.max(0, place.line() - 1)).findFirst().orElse("");
    var matcher = NEEDS_QUOTES.matcher(value);
    return matcher.find() ? "; write \"%s\" in quotes".formatted(matcher.group()) : "";
  }

  private static Findings.Place place(Mark mark) {
    return new Findings.Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Findings.Place place(String text, int position) {
    var before = text.substring(0, Math.clamp(position, 0, text.length()));
    var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Findings.Place(line, before.length() - before.lastIndexOf('\n'));
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
