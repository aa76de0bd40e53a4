package pasvport.doctor.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import pasvport.doctor.fact.Connected;

/**
 * A try of one port at which somebody is known to listen, who says which port he was reached at.
 *
 * @param port the one that was tried
 * @param found what was there
 * @param told what he who listens said
 */
public record Knock(int port, Found found, Optional<Told> told) {

  /** What was at a port. */
  public enum Found {
    /** The one who was to be there. */
    OPEN,
    /** Somebody else. */
    SOMEBODY_ELSE,
    REFUSED,
    UNREACHABLE,
    /** No answer. */
    DROPPED
  }

  /**
   * What is seen from there.
   *
   * @param port the one that was reached
   * @param from the address that the try came from
   */
  public record Told(int port, String from) {}

  /** A first packet that is lost is sent again after one second and after three (RFC 6298). */
  private static final Duration PATIENCE = Duration.ofMillis(3_500);

  private static final int AT_ONCE = 128;

  /** pasvport, 32 digits, a port and an address. */
  private static final int LONGEST = 100;

  private static final Pattern WORDS =
      Pattern.compile("pasvport ([0-9a-f]{32}) ([0-9]{1,5}) ([0-9a-fA-F.:]{2,45})");

  /** Tries each once, many at the same time. */
  public static List<Knock> at(InetAddress server, List<Integer> ports, String secret)
      throws InterruptedException {
    var free = new Semaphore(AT_ONCE);
    var tries = new ArrayList<Future<Knock>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int port : ports) {
        free.acquire();
        tries.add(
            threads.submit(() -> {
              try {
                return at(new InetSocketAddress(server, port), secret);
              } finally {
                free.release();
              }
            }));
      }
    }
    var knocks = new ArrayList<Knock>();
    for (var each : tries) {
      try {
        knocks.add(each.get());
      } catch (ExecutionException defect) {
        throw new IllegalStateException(defect.getCause());
      }
    }
    return knocks;
  }

  private static Knock at(InetSocketAddress address, String secret) {
    var time = Countdown.of(PATIENCE);
    var dial = Dial.to(address, PATIENCE);
    if (dial.socket().isEmpty()) {
      return new Knock(
          address.getPort(),
          switch (dial.connected()) {
            case Connected.Refused _ -> Found.REFUSED;
            case Connected.Silent _ -> Found.DROPPED;
            case Connected.Unreachable _, Connected.Open _, Connected.NotTried _ ->
                Found.UNREACHABLE;
          },
          Optional.empty());
    }
    try (var socket = dial.socket().get()) {
      socket.readWithin(time);
      var words =
          WORDS.matcher(
              new String(socket.getInputStream().readNBytes(LONGEST), StandardCharsets.US_ASCII)
                  .strip());
      if (words.matches() && words.group(1).equals(secret)) {
        return new Knock(
            address.getPort(),
            Found.OPEN,
            Optional.of(new Told(Integer.parseInt(words.group(2)), words.group(3))));
      }
    } catch (IOException mute) {
      // somebody who accepts and says nothing, or resets
    }
    return new Knock(address.getPort(), Found.SOMEBODY_ELSE, Optional.empty());
  }
}
