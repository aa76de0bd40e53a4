package pasvport.server;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The making and checking of bcrypt hashes, a bounded number at once.
 *
 * <p>A hash is slow on purpose, so a flood of logins could eat the machine. Hashes are computed on
 * at most as many threads as there are processors. These are platform threads: on virtual ones a
 * hash would keep everything else that runs on virtual threads from its turn. A bounded number may
 * wait, the rest is told that the server is busy.
 *
 * <p>A client that opens many connections logs in on each with the same password. What was right
 * once is remembered for a while, as a MAC of name and password under a key that lives as long as
 * this process and never leaves it: neither the password nor a fast hash of it stays.
 */
final class Passwords {

  // 2^10 rounds take 76 ms on one core here (measured), within the 50 to 100 ms that a login
  // may take unnoticed; 2^11 take twice that, and a burst of logins would queue.
  private static final int COST = 10;

  // bcrypt ignores what comes after.
  static final int MAX_BYTES = 72;

  // Some seconds' worth of waiting on one processor; more would outwait the clients' patience.
  private static final int WAITING = 64;
  private static final Duration THREAD_IDLE = Duration.ofSeconds(10);

  // Long enough for a client that works through a folder with a login a file.
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int REMEMBERED_AT_MOST = 10_000;

  // The hash of 32 random bytes that nobody kept: what the password of an unknown user is checked
  // against, so that the time taken does not tell who exists.
  private static final String NOBODY =
      "$2a$10$AC3EtfEUC7slBsdLhFNdPeQaxbnQxLl8zhs9T.CBxk633BpYl3f7G";

  private final ThreadPoolExecutor threads;
  private final Cache<ByteBuffer, String> remembered =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(REMEMBERED_AT_MOST).build();
  private final SecretKeySpec macKey;

  Passwords() {
    this(Runtime.getRuntime().availableProcessors(), WAITING);
  }

  Passwords(int atOnce, int waiting) {
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            THREAD_IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().name("password-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    macKey = new SecretKeySpec(key, "HmacSHA256");
  }

  /** A salted hash of a password of at most {@link #MAX_BYTES} bytes. */
  String hash(char[] password) {
    return BCrypt.withDefaults().hashToString(COST, password);
  }

  /**
   * Whether this is the password of which there is this hash.
   *
   * @param name the user's
   * @param hash absent for a user who does not exist; that costs the same time
   */
  Users.Verdict check(String name, String password, @Nullable String hash) {
    var memory = mac(name, password);
    if (hash != null && hash.equals(remembered.getIfPresent(memory))) {
      return Users.Verdict.RIGHT;
    }
    var bytes = password.getBytes(StandardCharsets.UTF_8);
    // What is too long is nobody's password; it is checked all the same, cut, for the time it
    // takes.
    var checked = bytes.length <= MAX_BYTES ? bytes : Arrays.copyOf(bytes, MAX_BYTES);
    var against = (hash == null ? NOBODY : hash).getBytes(StandardCharsets.US_ASCII);
    var task = new FutureTask<>(() -> BCrypt.verifyer().verify(checked, against).verified);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      return Users.Verdict.BUSY;
    }
    try {
      if (!task.get() || hash == null || bytes.length > MAX_BYTES) {
        return Users.Verdict.WRONG;
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("bcrypt failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Users.Verdict.BUSY;
    }
    remembered.put(memory, hash);
    return Users.Verdict.RIGHT;
  }

  private ByteBuffer mac(String name, String password) {
    try {
      var mac = Mac.getInstance(macKey.getAlgorithm());
      mac.init(macKey);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0); // ends the name: no name has it
      return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
