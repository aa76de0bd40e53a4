package pasvport.firewall.dialect.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.dialect.Dialect;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.Rules;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Rest;

/** nftables: a table of our own, replaced as a whole in one transaction (nft(8) 1.0.6 or later). */
public final class Nftables implements Dialect {

  /** Its family and name. */
  public static final String TABLE = "inet pasvport";

  /** The name of the file that is loaded. */
  public static final String FILE = "pasvport.nft";

  /**
   * The bit of the connection mark that accepted connections have. Programs that mark connections
   * take lower bits, and an administrator who numbers uplinks or classes begins with 1.
   */
  public static final int MARK = 0x4000_0000;

  static final String MARKS = "ct mark set ct mark | 0x%08x".formatted(MARK);
  static final String MARKED = "ct mark & 0x%1$08x == 0x%1$08x".formatted(MARK);

  /** Before the chains of others, which have priority filter or later, and after DNAT. */
  private static final String PRIORITY = "priority filter - 5";

  @Override
  public String name() {
    return "nftables";
  }

  @Override
  public String title() {
    return "nftables (Linux)";
  }

  /**
   * The rule that a chain of another table needs, if that drops: it accepts what our table has
   * accepted, replies included. Its comment is the tag by which it is found again.
   */
  public static String admission() {
    return MARKED + " accept comment \"pasvport\"";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Device.check(this, hop);
    var sets = new NftSets();
    var chains = chains(hop, sets);
    var lines = new ArrayList<String>();
    lines.add(
        "# Pasvport: FTP at " + Comment.of(hop.name()) + ". The table is replaced as a whole.");
    lines.add("table " + TABLE);
    lines.add("delete table " + TABLE);
    lines.add("table " + TABLE + " {");
    sets.lines().forEach(line -> lines.add("  " + line));
    if (hop.usesHelper()) {
      lines.add("  ct helper ftp {");
      lines.add("    type \"ftp\" protocol tcp;");
      lines.add("  }");
    }
    chains.forEach(lines::add);
    lines.add("}");
    return new Rules(
        List.of(new Rules.File(FILE, String.join("\n", lines) + "\n")), load(hop), notes(hop));
  }

  private static List<String> chains(HopNeeds hop, NftSets sets) {
    var filter = new NftFilter(hop, sets);
    var nat = new NftNat(hop, sets);
    boolean forwards = hop.place() == Place.FORWARDING;
    String hook = forwards ? "forward" : "input";
    String policy = hop.rest() == Rest.DROP ? "drop" : "accept";
    return Stream.of(
            chain("helpers", base("filter", "prerouting", PRIORITY, "accept"), filter.helpers()),
            chain(
                "prerouting",
                base("nat", "prerouting", "priority dstnat", "accept"),
                forwards ? nat.destinations() : List.of()),
            chain(
                "postrouting",
                base("nat", "postrouting", "priority srcnat", "accept"),
                forwards ? nat.sources() : List.of()),
            filter.closes()
                ? chain(NftFilter.CLOSED, List.of(), filter.closed())
                : List.<String>of(),
            chain(hook, base("filter", hook, PRIORITY, policy), filter.inward()),
            chain("output", base("filter", "output", PRIORITY, "accept"), filter.outward()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> base(String type, String hook, String priority, String policy) {
    return List.of("type %s hook %s %s; policy %s;".formatted(type, hook, priority, policy));
  }

  /** A chain of a file; nothing, if there are no rules for it. */
  private static List<String> chain(String name, List<String> head, List<String> rules) {
    return rules.isEmpty()
        ? List.of()
        : Stream.of(
                Stream.of("  chain " + name + " {"),
                Stream.concat(head.stream(), rules.stream()).map(line -> "    " + line),
                Stream.of("  }"))
            .flatMap(lines -> lines)
            .toList();
  }

  private static List<String> load(HopNeeds hop) {
    var load = new ArrayList<String>();
    if (hop.usesHelper()) {
      load.add(Helper.modules(hop));
    }
    load.add("nft -c -f " + FILE);
    load.add("nft -f " + FILE);
    return load;
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    if (hop.rest() == Rest.LEAVE) {
      notes.add(
          "An accept here does not overrule a drop elsewhere. A chain of yours that drops at the"
              + " hook"
              + " %s needs this rule: %s"
                  .formatted(
                      hop.place() == Place.HOST ? "input or output" : "forward", admission()));
    } else if (hop.place() == Place.FORWARDING) {
      notes.add(Forwarding.INPUT_IS_LEFT);
    }
    notes.add(
        "To have it after a restart: include \"/etc/%s\" in /etc/nftables.conf.".formatted(FILE));
    if (hop.place() == Place.FORWARDING) {
      notes.add(Forwarding.note(hop));
    }
    return notes;
  }
}
