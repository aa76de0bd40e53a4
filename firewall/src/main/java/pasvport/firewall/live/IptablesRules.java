package pasvport.firewall.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pasvport.firewall.live.Condition.Always;
import pasvport.firewall.live.Condition.Unknown;
import pasvport.firewall.need.Place;
import pasvport.site.Network;

/** A rule of iptables-save(8) as this program's own. */
final class IptablesRules {

  /** A word, or text between double quotes. */
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

  private static final Pattern DESTINATION =
      Pattern.compile(
          "(?:\\[([0-9a-f:.]+)]|([0-9.]+|[0-9a-f:]+::?[0-9a-f:]+))?(?::(\\d+)(?:-(\\d+))?)?");

  /** Targets that let every packet go on as it is. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("LOG", "NFLOG", "ULOG", "AUDIT", "TCPMSS", "CLASSIFY", "DSCP", "TOS", "TRACE");

  /** Matches that say nothing by themselves. */
  private static final Set<String> MODULES =
      Set.of(
          "tcp",
          "udp",
          "comment",
          "conntrack",
          "state",
          "multiport",
          "mark",
          "connmark",
          "addrtype",
          "icmp",
          "icmp6",
          "helper",
          "limit");

  private final Question question;
  private final List<Condition> asked = new ArrayList<>();
  private final List<Action> done = new ArrayList<>();
  private final List<String> words;
  private int next;

  private IptablesRules(List<String> words, Question question) {
    this.words = words;
    this.question = question;
  }

  /** What a rule is worth: none, if it has no effect on any packet in question. */
  static Optional<Rule> of(String line, RuleText source, Question question) {
    var words =
        WORD.matcher(line)
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .toList();
    var rule = new IptablesRules(words, question);
    rule.read();
    return rule.done.isEmpty() || rule.asked.contains(new Always(false))
        ? Optional.empty()
        : Optional.of(new Rule(rule.asked, rule.done, () -> source));
  }

  private void read() {
    next = 2;
    while (next < words.size()) {
      boolean not = words.get(next).equals("!");
      if (not) {
        next++;
      }
      var option = word();
      switch (option) {
        case "-j" -> done.addAll(target(word()));
        case "-g" -> done.add(new Action.Goto(word()));
        case "-m" -> {
          var module = word();
          if (!MODULES.contains(module) || module.equals("limit")) {
            asked.add(new Unknown("-m " + module));
          }
        }
        case "--comment" -> word();
        default -> asked.add(condition(option, not));
      }
    }
  }

  private String word() {
    return next < words.size() ? words.get(next++) : "";
  }

  private Condition condition(String option, boolean not) {
    return switch (option) {
      case "-s" -> network(Dimension.SOURCE, word(), not);
      case "-d" -> network(Dimension.DESTINATION, word(), not);
      case "-i" -> device(Dimension.IN_DEVICE, word(), not);
      case "-o" -> device(Dimension.OUT_DEVICE, word(), not);
      case "-p" -> new Always(Set.of("tcp", "6", "all", "0").contains(word()) != not);
      case "--dport", "--dports" -> ports(Dimension.DESTINATION_PORT, word(), not);
      case "--sport", "--sports" -> ports(Dimension.SOURCE_PORT, word(), not);
      case "--ctstate", "--state" -> state(word(), not);
      case "--syn" -> new Always(!not);
      case "--tcp-flags" -> flags(word(), word(), not);
      case "--helper", "--icmp-type", "--icmpv6-type" -> {
        word();
        yield new Always(false);
      }
      case "--dst-type" ->
          new Always(word().equals(question.place() == Place.HOST ? "LOCAL" : "UNICAST") != not);
      default -> {
        // Its value, if it has one, is passed over.
        while (next < words.size()
            && !words.get(next).startsWith("-")
            && !words.get(next).equals("!")) {
          next++;
        }
        yield new Unknown(option);
      }
    };
  }

  private Condition network(Dimension dimension, String text, boolean not) {
    try {
      return within(dimension, List.of(NftValues.of(Network.parse(text))), not);
    } catch (IllegalArgumentException mask) {
      return new Unknown(text);
    }
  }

  private Condition device(Dimension dimension, String name, boolean not) {
    if (!name.endsWith("+")) {
      return within(dimension, List.of(question.device(name)), not);
    }
    return question
        .devices(dimension, name.substring(0, name.length() - 1))
        .<Condition>map(known -> within(dimension, known.all(), not))
        .orElseGet(() -> new Unknown(name));
  }

  private Condition ports(Dimension dimension, String text, boolean not) {
    try {
      var intervals =
          Arrays.stream(text.split(",", -1))
              .map(range -> {
                var ends = range.split(":", -1);
                return Interval.of(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
              })
              .toList();
      return within(dimension, intervals, not);
    } catch (NumberFormatException name) {
      return new Unknown(text);
    }
  }

  private Condition within(Dimension dimension, List<Interval> intervals, boolean not) {
    var wanted = Intervals.of(intervals);
    return new Condition.Within(
        dimension, not ? wanted.complement(NftConditions.everything(dimension, question)) : wanted);
  }

  /** NEW, and DNAT, which is a state here: each of a list is enough. */
  private Condition state(String states, boolean not) {
    var all = List.of(states.split(",", -1));
    if (all.contains("NEW")) {
      return new Always(!not);
    }
    return all.contains("DNAT") ? new Condition.Translated(!not) : new Always(not);
  }

  /** A first packet has SYN alone. */
  private static Condition flags(String looked, String set, boolean not) {
    boolean syn = List.of(looked.split(",", -1)).contains("SYN") || looked.equals("ALL");
    boolean wanted = set.equals("SYN");
    boolean matches = syn ? wanted : set.equals("NONE");
    return new Always(matches != not);
  }

  private List<Action> target(String target) {
    return switch (target) {
      case "ACCEPT" -> List.of(new Action.Accept());
      case "DROP" -> List.of(new Action.Drop());
      case "REJECT" -> options(new Action.Drop());
      case "RETURN" -> List.of(new Action.Return());
      case "DNAT" -> options(translate());
      case "MARK", "CONNMARK", "NFQUEUE", "QUEUE", "SET" -> options(new Action.Unknown(target));
      default -> {
        if (WITHOUT_EFFECT.contains(target)) {
          next = words.size();
          yield List.of();
        }
        yield List.of(new Action.Jump(target));
      }
    };
  }

  /** {@code --to-destination ADDRESS}, with {@code :PORT} or {@code :FIRST-LAST}. */
  private Action translate() {
    var to = word().equals("--to-destination") ? word() : "";
    var found = DESTINATION.matcher(to);
    if (!found.matches()) {
      return new Action.Unknown("DNAT");
    }
    try {
      var address =
          Optional.ofNullable(found.group(1)).or(() -> Optional.ofNullable(found.group(2)));
      var first = Optional.ofNullable(found.group(3)).map(Long::valueOf);
      var last = Optional.ofNullable(found.group(4)).map(Long::valueOf).or(() -> first);
      return new Action.Translate(
          address.map(NftValues::address), first.map(low -> Interval.of(low, last.get())));
    } catch (IllegalArgumentException e) {
      return new Action.Unknown("DNAT");
    }
  }

  /** The target's own options end the rule. */
  private List<Action> options(Action action) {
    next = words.size();
    return Stream.of(action).toList();
  }
}
