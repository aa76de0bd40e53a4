package pasvport.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pasvport.gateway.tls.BackTls;
import pasvport.site.BackServer;
import pasvport.site.Endpoint;
import pasvport.site.ServerTls;
import pasvport.site.Site;
import pasvport.site.Timeouts;

/** The servers behind the gateway, and whose session is whose: by entry, by HOST, by user. */
final class Servers implements AutoCloseable {
  /** One server, and how sessions come to it. */
  private record Member(Backend backend, BackServer rule) {
    boolean hasHost(String host) {
      return rule.hosts().stream().anyMatch(host::equalsIgnoreCase);
    }

    boolean hasUser(String user) {
      return rule.users().stream().anyMatch(glob -> matches(glob, user));
    }
  }

  private final List<Member> members = new ArrayList<>();

  /**
   * @param single where the server is if the site does not name several
   * @throws IOException if a file with authorities cannot be read
   */
  Servers(Site site, Endpoint single) throws IOException {
    Timeouts timeouts = site.timeouts();
    List<BackServer> rules =
        site.servers().isEmpty()
            ? List.of(
                new BackServer(
                    "",
                    single,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    site.serverTls(),
                    Optional.empty()))
            : site.servers();
    for (BackServer rule : rules) {
      Backend backend =
          new Backend(
              rule.name(),
              rule.address(),
              rule.connect().orElse(timeouts.connect()),
              rule.reply().orElse(timeouts.reply()),
              rule.tls().mode() == ServerTls.Mode.OFF
                  ? Optional.empty()
                  : Optional.of(new BackTls(rule.tls(), rule.address().host())));
      members.add(new Member(backend, rule));
    }
  }

  /**
   * Whether the text is one of the glob's, in which {@code *} stands for any characters. It takes
   * at most as many steps as the lengths' product, whatever a client sends as its name.
   */
  static boolean matches(String glob, String text) {
    int inGlob = 0;
    int inText = 0;
    int star = -1;
    int afterStar = 0;
    while (inText < text.length()) {
      if (inGlob < glob.length() && glob.charAt(inGlob) == '*') {
        star = inGlob++;
        afterStar = inText;
      } else if (inGlob < glob.length() && glob.charAt(inGlob) == text.charAt(inText)) {
        inGlob++;
        inText++;
      } else if (star >= 0) {
        // The last star takes one character more.
        inGlob = star + 1;
        inText = ++afterStar;
      } else {
        return false;
      }
    }
    return glob.substring(inGlob).chars().allMatch(c -> c == '*');
  }

  /** What the sessions of one entry choose from. */
  Choice at(Endpoint entry) {
    List<Member> own =
        members.stream().filter(member -> member.rule().entries().contains(entry)).toList();
    return new Choice(
        own.isEmpty()
            ? members.stream().filter(member -> member.rule().entries().isEmpty()).toList()
            : own);
  }

  @Override
  public void close() {
    members.forEach(member -> member.backend().close());
  }

  /** One session's choice, which narrows as the client says more. */
  static final class Choice {
    private final List<Member> all;
    private List<Member> members;

    private Choice(List<Member> all) {
      this.all = all;
      this.members = all;
    }

    /** REIN: what the client has said counts no more (RFC 7151 §3). */
    void reset() {
      members = all;
    }

    /** Whether what the client says may lead it elsewhere. */
    boolean isOffered() {
      return all.stream().anyMatch(member -> member.rule().isSelective());
    }

    /** Whether the client must say more before its server is known. */
    boolean isOpen() {
      return members.stream().anyMatch(member -> member.rule().isSelective());
    }

    /** The server as far as it is known: the first that asks neither for a host nor for a user. */
    Optional<Backend> current() {
      return members.stream()
          .filter(member -> !member.rule().isSelective())
          .findFirst()
          .map(Member::backend);
    }

    /**
     * HOST: only the servers of this name are left; the last one counts (RFC 7151 §3.1).
     *
     * @param host as the client wrote it, a name or an address in brackets (RFC 7151 §3.1)
     * @return false if names are asked for and none is this one
     */
    boolean narrowToHost(String host) {
      String plain = host.replaceFirst("^\\[(.*)]$", "$1").toLowerCase(Locale.ROOT);
      List<Member> left = all.stream().filter(member -> member.hasHost(plain)).toList();
      if (!left.isEmpty()) {
        members =
            left.stream()
                .map(member -> new Member(member.backend(), byUserOnly(member.rule())))
                .toList();
        return true;
      }
      return all.stream().allMatch(member -> member.rule().hosts().isEmpty());
    }

    private static BackServer byUserOnly(BackServer rule) {
      return new BackServer(
          rule.name(),
          rule.address(),
          rule.entries(),
          List.of(),
          rule.users(),
          rule.connect(),
          rule.reply(),
          rule.tls(),
          rule.settings());
    }

    /** The server of this user: one that names it, else the one that asks for nothing. */
    Optional<Backend> forUser(String user) {
      return members.stream()
          .filter(member -> member.rule().hosts().isEmpty() && member.hasUser(user))
          .findFirst()
          .map(Member::backend)
          .or(this::current);
    }
  }
}
