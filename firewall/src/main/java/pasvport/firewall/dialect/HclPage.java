package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;

/** A Terraform file in the making: blocks, their attributes aligned as terraform fmt does. */
final class HclPage {

  private final Page page = new Page();

  HclPage comment(String text) {
    page.line("# " + text);
    return this;
  }

  /** A variable that the reader sets. */
  HclPage variable(String name, String description) {
    return block("variable \"%s\"".formatted(name))
        .set("type", "string")
        .set("description", HclQuotes.quoted(description))
        .end();
  }

  Block resource(String type, String name) {
    return block("resource \"%s\" \"%s\"".formatted(type, name));
  }

  Block block(String header) {
    return new Block(this, header);
  }

  Rules.File file(String name) {
    return page.file(name);
  }

  /** A block, written when it ends. */
  static final class Block {
    private final HclPage parent;
    private final List<String> lines = new ArrayList<>();
    private final List<Attribute> run = new ArrayList<>();

    Block(HclPage parent, String header) {
      this.parent = parent;
      lines.add(header + " {");
    }

    /** An attribute, its value already quoted if it is text. */
    Block set(String key, String value) {
      run.add(new Attribute(key, value));
      return this;
    }

    /** A block inside. */
    Block inner(String header, Attribute... attributes) {
      flush("  ");
      lines.add("  %s {".formatted(header));
      run.addAll(List.of(attributes));
      flush("    ");
      lines.add("  }");
      return this;
    }

    HclPage end() {
      flush("  ");
      lines.add("}");
      parent.page.gap().lines(lines);
      return parent;
    }

    private void flush(String indent) {
      var width = run.stream().mapToInt(each -> each.key.length()).max().orElse(0);
      for (var each : run) {
        lines.add(indent + each.key + " ".repeat(width - each.key.length()) + " = " + each.value);
      }
      run.clear();
    }
  }

  /** A key and its value, already quoted if it is text. */
  record Attribute(String key, String value) {}
}
