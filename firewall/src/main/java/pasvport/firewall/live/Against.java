package pasvport.firewall.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import pasvport.firewall.dialect.NotExpressibleException;
import pasvport.firewall.dialect.linux.Nftables;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;

/** A firewall as it is, live or from a file, against which needs are judged. */
public final class Against {

  /** A saved ruleset is some megabytes; anything larger is something else. */
  private static final long LARGEST_FILE = 256L << 20;

  /** What reads all of nft(8)'s language: nft itself. */
  private static final String FROM_TEXT = "nft -f - && nft -j list ruleset";

  private static final String OUR_TABLE = "nft -f - && nft -j list table " + Nftables.TABLE;

  private final Ruleset ruleset;

  private Against(Ruleset ruleset) {
    this.ruleset = ruleset;
  }

  /** The names of the firewalls that can be read live. */
  public static List<String> names() {
    return List.of("nftables", "iptables", "firewalld", "ufw");
  }

  /**
   * The firewall of this host, by one of the {@link #names}. firewalld's rules are nftables', ufw's
   * are iptables'.
   */
  public static Against live(String name) throws UnreadableException {
    return switch (name) {
      case "nftables", "firewalld" -> new Against(nft(name));
      case "iptables", "ufw" ->
          new Against(
              IptablesRuleset.ofHost(
                  List.of(
                      new String(Tool.run("iptables-save"), UTF_8),
                      new String(Tool.run("ip6tables-save"), UTF_8))));
      default -> throw new UnreadableException(name + " is none of " + String.join(", ", names()));
    };
  }

  /**
   * Rules in a file: what {@code nft -j list ruleset}, {@code nft list ruleset}, {@code
   * iptables-save} or {@code ip6tables-save} print, or ufw's {@code user.rules}.
   */
  public static Against file(Path file) throws UnreadableException {
    byte[] bytes;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new UnreadableException(
            "%s: larger than %d MiB, no saved rules".formatted(file, LARGEST_FILE >> 20));
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnreadableException(file + ": cannot be read: " + e, e);
    }
    var text = new String(bytes, 0, Math.min(bytes.length, BEGINNING), UTF_8).stripLeading();
    if (text.startsWith("{")) {
      return new Against(nft(bytes, file.toString()).withoutElementsUntold());
    }
    var lines = new String(bytes, UTF_8);
    if (lines.lines().anyMatch(line -> line.startsWith("*"))) {
      return new Against(IptablesRuleset.ofFile(lines));
    }
    if (lines.lines().anyMatch(line -> line.startsWith("table "))) {
      return new Against(listing(lines, bytes, file).withoutElementsUntold());
    }
    throw new UnreadableException(
        file
            + ": neither the output of nft -j list ruleset, nft list ruleset or iptables-save, nor"
            + " ufw's user.rules");
  }

  /** As nft lists rules; what else its language has is read by nft itself, if it is here. */
  private static NftRuleset listing(String text, byte[] bytes, Path file)
      throws UnreadableException {
    try {
      return NftListing.read(text);
    } catch (UnreadableException notUnderstood) {
      try {
        return nft(Tool.inThrowaway(FROM_TEXT, bytes), file.toString());
      } catch (UnreadableException neither) {
        throw new UnreadableException(
            "%s, %s; nor can nft read it here: %s"
                .formatted(file, notUnderstood.getMessage(), neither.getMessage()),
            neither);
      }
    }
  }

  /**
   * What this host has. Some versions of nft print one thing or another right in one form alone.
   */
  private static NftRuleset nft(String name) throws UnreadableException {
    try {
      return nft(Tool.run("nft", "-j", "list", "ruleset"), name);
    } catch (UnreadableException notInJson) {
      try {
        return NftListing.read(new String(Tool.run("nft", "list", "ruleset"), UTF_8));
      } catch (UnreadableException norAsText) {
        notInJson.addSuppressed(norAsText);
        throw notInJson;
      }
    }
  }

  /** Where a file says what it is. */
  private static final int BEGINNING = 4096;

  private static NftRuleset nft(byte[] json, String name) throws UnreadableException {
    try {
      return NftRuleset.read(new ByteArrayInputStream(json));
    } catch (UnreadableException e) {
      throw new UnreadableException(
          name + ": not what nft -j list ruleset prints: " + e.getMessage(), e);
    }
  }

  /** What this firewall does with what a hop needs. */
  public Judgement judge(HopNeeds hop) {
    var judge = new Judge(ruleset, hop);
    return new Judgement(judge.needs(), judge.excess(), drift(hop));
  }

  private List<String> drift(HopNeeds hop) {
    return switch (ruleset) {
      case NftRuleset live -> drift(live, hop);
      case IptablesRuleset live ->
          Stream.of(Family.values()).flatMap(family -> live.drift(hop, family)).toList();
    };
  }

  /** Compared as the kernel has it: what we would write is loaded where it does nothing. */
  private static List<String> drift(NftRuleset live, HopNeeds hop) {
    if (live.table(Nftables.TABLE).isEmpty()) {
      return List.of();
    }
    try {
      var rules = new Nftables().write(hop).files().getFirst().text();
      var wanted = nft(Tool.inThrowaway(OUR_TABLE, rules.getBytes(UTF_8)), "nftables");
      return Drift.ofTables(wanted.table(Nftables.TABLE), live.table(Nftables.TABLE));
    } catch (NotExpressibleException e) {
      return List.of();
    } catch (UnreadableException e) {
      return List.of("not compared with what Pasvport would write: " + e.getMessage());
    }
  }
}
