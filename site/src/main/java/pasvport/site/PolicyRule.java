package pasvport.site;

import java.net.InetAddress;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What some users from some networks may do. Of a list of rules the first that matches holds.
 *
 * @param users patterns of user names; empty, all users
 * @param clients networks of the clients' addresses; empty, all networks
 * @param access whether they may read, write, or both
 * @param allowVerbs of the verbs that touch files, the only ones allowed; empty, all are
 * @param denyVerbs verbs that are refused, whatever {@code allowVerbs} says
 * @param allowNames patterns of which a file must match one; empty, none need match
 * @param denyNames patterns of which nothing may match one, whatever {@code allowNames} says
 * @param largestFile how large a file brought may become
 * @param ratePerTransfer how fast one transfer may go
 * @param ratePerUser how fast all transfers of one user may go together
 * @param hours when they may be logged in; empty, always
 * @param zone the time zone of the hours
 */
public record PolicyRule(
    @Key(
            value =
                "Users for whom this rule holds, as patterns of their names (`*`, `?`, `[a-z]`) in"
                    + " which case does not matter; left out, all, and all before they log in.",
            form = ValueType.Form.USER)
        List<Glob> users,
    @Key(
            "Networks of the clients for whom this rule holds, as the gateway sees their addresses;"
                + " left out, all.")
        List<Network> clients,
    @Key(
            value =
                "Whether files may be read, written or both. Listing is reading; deleting, renaming"
                    + " and making folders is writing.",
            standard = "read-write")
        FileAccess access,
    @Key(
            "Of the commands that read or write files, and of those that Pasvport does not know,"
                + " the only ones allowed.")
        List<VerbName> allowVerbs,
    @Key("Commands that are refused; `deny-verbs` wins over `allow-verbs`.")
        List<VerbName> denyVerbs,
    @Key(
            "Patterns of which a file must match one. Without `/` it is for the file's name, with"
                + " it for the whole path.")
        List<Glob> allowNames,
    @Key(
            "Patterns that no file or folder may match, nor a folder that it lies in; `deny-names`"
                + " wins over `allow-names`.")
        List<Glob> denyNames,
    @Key("How large an uploaded file may become; beyond, the upload is cut.")
        Optional<ByteCount> largestFile,
    @Key("How fast one transfer may go.") Optional<Rate> ratePerTransfer,
    @Key("How fast all transfers of one user may go together, over all sessions.")
        Optional<Rate> ratePerUser,
    @Key(
            "When these users may be logged in. Outside, logins are refused; sessions end with"
                + " their hours, once a transfer under way has finished. Left out, always.")
        List<Hours> hours,
    @Key(value = "The time zone of `hours`.", standard = "UTC") ZoneId zone) {

  public PolicyRule {
    users = List.copyOf(users);
    clients = List.copyOf(clients);
    allowVerbs = List.copyOf(allowVerbs);
    denyVerbs = List.copyOf(denyVerbs);
    allowNames = List.copyOf(allowNames);
    denyNames = List.copyOf(denyNames);
    hours = List.copyOf(hours);
  }

  /** The first of the rules that holds for a user at a client; empty if none does. */
  public static Optional<PolicyRule> of(List<PolicyRule> rules, InetAddress client, byte[] user) {
    return rules.stream()
        .filter(rule -> rule.isForClient(client) && rule.isForUser(user))
        .findFirst();
  }

  /** Whether the rule can hold for a client with this address. */
  public boolean isForClient(InetAddress address) {
    return clients.isEmpty() || clients.stream().anyMatch(network -> network.contains(address));
  }

  /** Whether the rule holds for the user of this name, in bytes. */
  public boolean isForUser(byte[] name) {
    return users.isEmpty() || users.stream().anyMatch(glob -> glob.matches(name));
  }
}
