package pasvport.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Octets;
import pasvport.site.Bucket;
import pasvport.site.PolicyRule;
import pasvport.site.Rate;

/** What sessions under a policy share: the clock on the wall, and the rates of users. */
final class Policies {
  private record RateOf(Octets user, Rate rate) {}

  private final InstantSource wallClock;
  private final LongSupplier nanoTime;

  /** A bucket lives as long as a session of its user, who has waited for all that he spent. */
  private final Cache<RateOf, Bucket> buckets = Caffeine.newBuilder().weakValues().build();

  Policies(InstantSource wallClock, LongSupplier nanoTime) {
    this.wallClock = wallClock;
    this.nanoTime = nanoTime;
  }

  /** The rules as they hold for a session of this client. */
  Supervision over(List<PolicyRule> rules, InetAddress client) {
    return new Supervision(
        rules.stream().filter(rule -> rule.isForClient(client)).map(Policy::new).toList(), this);
  }

  Instant now() {
    return wallClock.instant();
  }

  /** A rate of one transfer's own. */
  Bucket bucket(Rate rate) {
    return new Bucket(rate, nanoTime.getAsLong());
  }

  /** The rate that all transfers of a user share. */
  Bucket bucket(Octets user, Rate rate) {
    RateOf key = new RateOf(user, rate);
    @Nullable Bucket shared = buckets.get(key, absent -> bucket(rate));
    return shared == null ? bucket(rate) : shared;
  }
}
