package pasvport.firewall.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.lab.Lab;

/** What nft lists is read as what nft says of it in JSON. */
class NftListingTest {

  /**
   * Members that are not compared: numbers that the kernel gives, counters, and what NftRules does
   * not look at (how a set is kept, how often and where something is logged).
   */
  private static final Set<String> APART =
      Set.of(
          "handle",
          "line",
          "packets",
          "bytes",
          "size",
          "flags",
          "timeout",
          "expires",
          "gc-interval",
          "type",
          "map",
          "burst",
          "burst_unit",
          "val_unit");

  /** Statements of which only the name is read. */
  private static final Set<String> BY_NAME =
      Set.of("counter", "log", "limit", "quota", "ct count", "set", "queue", "tproxy", "ct helper");

  private static final Pattern LOADED =
      Pattern.compile("(?s)=== \\S+\\.nft\\n(.*?)(?=\\n===|\\n(load|note): )");

  static Stream<String> rulesets() throws IOException {
    try (var files = Files.walk(Path.of("src/test/golden/nftables"))) {
      var golden =
          files
              .filter(Files::isRegularFile)
              .map(NftListingTest::loaded)
              .filter(text -> !text.isEmpty())
              .toList();
      return Stream.concat(golden.stream(), Stream.of(resource("statements.nft")));
    }
  }

  private static String loaded(Path golden) {
    try {
      var found = LOADED.matcher(Files.readString(golden));
      return found.find() ? found.group(1) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = NftListingTest.class.getResourceAsStream("/live/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  @Tag("lab")
  @ParameterizedTest
  @MethodSource("rulesets")
  void a_listing_is_read_as_its_json(String rules) throws Exception {
    assumeTrue(Lab.missing().isEmpty(), () -> String.join("; ", Lab.missing()));
    for (var option : List.of("", "-a ")) {
      var both =
          new String(
              Tool.inThrowaway(
                  "ip link set lo up && nft -f - && nft %slist ruleset && echo ==== && nft -j list ruleset"
                      .formatted(option),
                  rules.getBytes(UTF_8)),
              UTF_8);
      var listed = both.split("====\n", -1);
      assertThat(written(NftListing.read(listed[0])))
          .isEqualTo(written(NftRuleset.read(new ByteArrayInputStream(listed[1].getBytes(UTF_8)))));
    }
  }

  /** All objects in their order, a line each. */
  private static String written(NftRuleset ruleset) {
    return ruleset.objects().stream()
        .map(object -> object.kind() + " " + described(object.kind(), object.at(object.kind())))
        .collect(Collectors.joining("\n"));
  }

  /** Of what says nothing about packets the name is enough. */
  private static String described(String kind, Tree object) {
    return Set.of("chain", "rule", "set", "map").contains(kind)
        ? written(object)
        : object.at("name").text();
  }

  private static String written(Tree tree) {
    return switch (tree) {
      case Tree.Leaf(String text) -> text;
      case Tree.Elements(var all) ->
          all.stream().map(NftListingTest::written).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Members(var members) when members.containsKey("set") && members.size() == 1 ->
          unordered(members.get("set"));
      case Tree.Members(var members) -> {
        var shown = new TreeMap<String, String>();
        members.forEach((name, value) -> {
          if (BY_NAME.contains(name)) {
            shown.put(name, "");
          } else if (name.equals("elem")) {
            shown.put(name, unordered(value));
          } else if (!APART.contains(name) || isReason(name, members.containsKey("expr"))) {
            shown.put(name, written(value));
          }
        });
        yield shown.toString();
      }
    };
  }

  /** Of a rejection the type is what is answered. */
  private static boolean isReason(String name, boolean ofRejection) {
    return ofRejection && name.equals("type");
  }

  private static String unordered(Tree elements) {
    return elements.elements().stream()
        .map(each -> each.has("elem") ? each.at("elem").at("val") : each)
        .map(NftListingTest::written)
        .sorted(Comparator.naturalOrder())
        .toList()
        .toString();
  }

  @Test
  void an_element_of_a_rule_that_is_not_understood_is_named_with_its_line() {
    assertThatThrownBy(() -> NftListing.read(inChain("@th,16,16 0x15 accept")))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("line 4: '@th' is not understood");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate accept",
        "tcp dport ssh accept",
        "ip saddr $partners accept",
        "ip saddr 1.2.3.4 # an extension that nft cannot list",
        "ip saddr 1.2.3.4/x accept",
        "tcp option maxseg size set rt mtu",
        "tcp dport { 21, 22",
        "log prefix \"unclosed",
        "ct",
        "counter packets 5",
        "limit rate 5",
        "meta mark 0xzz accept",
        "}}",
        "include \"/etc/other\""
      })
  void what_is_not_understood_is_never_passed_over(String rule) {
    assertThatThrownBy(() -> NftListing.read(inChain(rule)))
        .isInstanceOf(UnreadableException.class)
        .hasMessageStartingWith("line ");
  }

  private static String inChain(String rule) {
    return """
    table inet filter {
    	chain input {
    		type filter hook input priority filter; policy drop;
    		%s
    	}
    }
    """
        .formatted(rule);
  }

  @Test
  void a_listing_that_is_cut_off_anywhere_is_refused() throws IOException {
    var text = resource("listing.nft");
    int last = text.stripTrailing().length();
    for (int length = 1; length < last; length++) {
      var cut = text.substring(0, length);
      try {
        NftListing.read(cut);
      } catch (UnreadableException refused) {
        continue;
      }
      // Whole tables are a listing too.
      assertThat(cut.strip()).endsWith("\n}");
    }
  }

  @Test
  void braces_within_braces_without_end_are_refused() {
    var deep = inChain("ip saddr " + "{ ".repeat(100_000));
    assertThatThrownBy(() -> NftListing.read(deep)).isInstanceOf(UnreadableException.class);
  }
}
