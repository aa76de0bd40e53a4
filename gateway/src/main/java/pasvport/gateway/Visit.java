package pasvport.gateway;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Octets;
import pasvport.site.Allowance;
import pasvport.site.Bucket;
import pasvport.site.PolicyRule;
import pasvport.site.Site;

/**
 * A client that came through a pass-through entry, for a server behind it that lives in this
 * process and shall hold it to the same rules as clients of FTP. Its methods are for one thread at
 * a time.
 */
public final class Visit {
  private final long number;
  private final InetAddress client;
  private final Common common;
  private String user = "";
  private int transfers;

  /** The user's rate, kept so that it lives between his transfers. */
  private @Nullable Bucket ofUser;

  Visit(long number, InetAddress client, Common common) {
    this.number = number;
    this.client = client;
    this.common = common;
  }

  /** The client's address, by its connection or by a proxy in front. */
  public InetAddress client() {
    return client;
  }

  /** The site that was in force when it came. */
  public Site site() {
    return common.site();
  }

  /** The time on the wall, for hours. */
  public Instant now() {
    return common.policies().now();
  }

  /** Counts an attempt to log in; false if its address has had too many. */
  public boolean mayLogIn() {
    boolean may = common.admission().mayLogIn(client);
    if (!may) {
      refused(Refusal.TOO_MANY_LOGINS, "");
    }
    return may;
  }

  /** Who it is, from now on. */
  public synchronized void loggedIn(String name) {
    user = name;
  }

  /**
   * Counts and logs what was refused.
   *
   * @param detail what it was, safe to print; may be empty
   */
  public void refused(Refusal why, String detail) {
    common.refusals().count(why, number, client, detail);
  }

  /**
   * A file begins to move: how much of it may, and how fast.
   *
   * @param room beyond which an upload is cut
   */
  public synchronized Allowance begin(PolicyRule rule, long room) {
    List<Bucket> buckets = new ArrayList<>();
    rule.ratePerTransfer().map(common.policies()::bucket).ifPresent(buckets::add);
    rule.ratePerUser()
        .ifPresent(rate -> {
          @Nullable Bucket known = ofUser;
          Bucket bucket =
              known != null
                  ? known
                  : common
                      .policies()
                      .bucket(
                          Supervision.folded(
                              Octets.of(user.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                          rate);
          ofUser = bucket;
          buckets.add(bucket);
        });
    return new Allowance(room, buckets);
  }

  /**
   * A file has moved.
   *
   * @param verb the verb of FTP that does the same
   * @param path safe to print
   * @param result {@code ok}, or what went wrong
   */
  public synchronized void transferred(
      String verb, String path, long bytes, long nanos, String result) {
    transfers++;
    common.log().transfer(who(Optional.empty()), verb, path, bytes, result, nanos);
  }

  /** Its connection has ended. */
  synchronized void ended(String server, long toServer, long fromServer, String end, long nanos) {
    common.log().passage(who(Optional.of(server)), transfers, toServer, fromServer, end, nanos);
  }

  private SessionLog.Who who(Optional<String> server) {
    return new SessionLog.Who(number, client, user, server.orElse(""));
  }
}
