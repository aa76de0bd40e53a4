package pasvport.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import pasvport.site.Access;
import pasvport.site.Limits;

/**
 * Who may come in: client networks, sessions in all and per address, logins per minute.
 *
 * <p>For limits one IPv6 client is a /64, because whoever has one address of it has all.
 */
final class Admission {
  /** How many addresses' logins are remembered; beyond it the longest unused are forgotten. */
  private static final int REMEMBERED_ADDRESSES = 100_000;

  private static final Duration LOGIN_WINDOW = Duration.ofMinutes(1);

  private Access access;
  private Limits limits;
  private final Map<Origin, Integer> sessions = new HashMap<>();
  private final Cache<Origin, Integer> logins;
  private final Cache<Origin, Integer> handshakes;
  private int total;
  private boolean draining;

  Admission(Access access, Limits limits, Ticker ticker) {
    this.access = access;
    this.limits = limits;
    this.logins = counts(ticker);
    this.handshakes = counts(ticker);
  }

  private static Cache<Origin, Integer> counts(Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED_ADDRESSES)
        .expireAfter(new FixedWindow())
        .ticker(ticker)
        .build();
  }

  /** Takes a place for a session, or says why there is none. Give it back with {@link #leave}. */
  synchronized Optional<Refusal> enter(InetAddress client) {
    if (draining) {
      return Optional.of(Refusal.DRAINING);
    }
    if (!access.admits(client)) {
      return Optional.of(Refusal.DENIED_NETWORK);
    }
    if (total >= limits.sessions()) {
      return Optional.of(Refusal.TOO_MANY_SESSIONS);
    }
    Origin origin = Origin.of(client);
    if (sessions.getOrDefault(origin, 0) >= limits.sessionsPerAddress()) {
      return Optional.of(Refusal.TOO_MANY_SESSIONS_FROM_ADDRESS);
    }
    sessions.merge(origin, 1, Integer::sum);
    total++;
    return Optional.empty();
  }

  synchronized void leave(InetAddress client) {
    total--;
    sessions.computeIfPresent(Origin.of(client), (origin, count) -> count == 1 ? null : count - 1);
  }

  /** From now on these networks and limits hold; who is in stays in, and counts. */
  synchronized void adopt(Access newAccess, Limits newLimits) {
    access = newAccess;
    limits = newLimits;
  }

  synchronized void drain() {
    draining = true;
  }

  synchronized int sessions() {
    return total;
  }

  /** Counts a login attempt; false when its address has had too many in this minute. */
  boolean mayLogIn(InetAddress client) {
    int most = loginsPerMinute();
    return logins.asMap().merge(Origin.of(client), 1, Integer::sum) <= most;
  }

  /** Counts a TLS handshake; false when its address has had too many in this minute. */
  boolean mayShakeHands(InetAddress client) {
    int most = handshakesPerMinute();
    return handshakes.asMap().merge(Origin.of(client), 1, Integer::sum) <= most;
  }

  private synchronized int handshakesPerMinute() {
    return limits.handshakesPerMinute();
  }

  private synchronized int loginsPerMinute() {
    return limits.loginsPerMinute();
  }

  /** An IPv4 address, or an IPv6 address' /64. */
  record Origin(InetAddress address) {
    private static final int PREFIX_BYTES = 8;

    static Origin of(InetAddress client) {
      byte[] bytes = client.getAddress();
      if (bytes.length == 4) {
        return new Origin(client);
      }
      Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
      try {
        return new Origin(InetAddress.getByAddress(bytes));
      } catch (java.net.UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A count lives for a minute from its first login, however often it grows. */
  private static final class FixedWindow
      implements com.github.benmanes.caffeine.cache.Expiry<Origin, Integer> {
    @Override
    public long expireAfterCreate(Origin origin, Integer count, long now) {
      return LOGIN_WINDOW.toNanos();
    }

    @Override
    public long expireAfterUpdate(Origin origin, Integer count, long now, long remaining) {
      return remaining;
    }

    @Override
    public long expireAfterRead(Origin origin, Integer count, long now, long remaining) {
      return remaining;
    }
  }
}
