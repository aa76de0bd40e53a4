package pasvport.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One of several servers behind the gateway, and which sessions are its own.
 *
 * @param name what the log calls it
 * @param address where it is
 * @param entries entries whose sessions may be its own; none, all may
 * @param hosts names that clients choose it by, with HOST
 * @param users users who are its own, with {@code *} for any characters
 * @param connect how long a connection to it may take, if not as elsewhere
 * @param reply how long its replies may take, if not as elsewhere
 * @param tls whether it is spoken to with TLS
 * @param settings what its configuration says
 */
public record BackServer(
    @Key(value = "What the log calls it.", nonEmpty = true) String name,
    @Key(
            value = "Where it is; its port may be left out and is then 21.",
            form = ValueType.Form.SERVER)
        Endpoint address,
    @Key(
            "Entries of `listen` that lead to it, written as there. Left out, all that no other"
                + " server names.")
        List<Endpoint> entries,
    @Key("Names by which clients choose it with HOST.") List<String> hosts,
    @Key("Users who are led to it; `*` stands for any characters.") List<String> users,
    @Key("Instead of `timeouts.connect`, for this server.") Optional<Duration> connect,
    @Key("Instead of `timeouts.reply`, for this server.") Optional<Duration> reply,
    @Key("TLS between the gateway and this server.") ServerTls tls,
    @Key("What its configuration says; as `server-settings`.") Optional<ServerSettings> settings) {

  public BackServer {
    entries = List.copyOf(entries);
    hosts = List.copyOf(hosts);
    users = List.copyOf(users);
  }

  /** Whether HOST or USER decides that a session is this server's. */
  public boolean isSelective() {
    return !hosts.isEmpty() || !users.isEmpty();
  }
}
