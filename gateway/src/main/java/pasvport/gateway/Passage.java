package pasvport.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.connection.Plain;
import pasvport.gateway.plane.Plane;
import pasvport.gateway.proxy.Header;
import pasvport.site.Allowance;
import pasvport.site.PassThrough;

/**
 * One client's way through a pass-through entry: a connection to the server, and every byte in both
 * directions until both have ended. One side's end of data is passed on, and the other goes on.
 *
 * <p>Planes work on bare descriptors, so both connections are shut down to end it, and closed only
 * when neither direction moves any more.
 */
final class Passage {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

  private final SocketChannel client;
  private final Caller caller;
  private final PassThrough entry;
  private final Backend backend;
  private final Common common;
  private final Visit visit;
  private final long began;
  private final AtomicReference<@Nullable Refusal> why = new AtomicReference<>();
  private final Direction toServer = new Direction();
  private final Direction fromServer = new Direction();
  private volatile @Nullable SocketChannel server;
  private volatile long movedAt;

  Passage(
      long number,
      SocketChannel client,
      Caller caller,
      PassThrough entry,
      Backend backend,
      Common common) {
    this.client = client;
    this.caller = caller;
    this.entry = entry;
    this.backend = backend;
    this.common = common;
    this.visit = new Visit(number, caller.address(), common);
    this.began = common.nanoTime().getAsLong();
    this.movedAt = began;
  }

  /**
   * Connects, moves, and closes; on the thread that is the passage's own.
   *
   * @param known told our end of the connection to the server before any byte reaches that, and
   *     whose it is
   * @param forgotten told the same at the end
   */
  void run(
      BiConsumer<InetSocketAddress, Visit> known, BiConsumer<InetSocketAddress, Visit> forgotten) {
    try (SocketChannel from = client) {
      SocketChannel to;
      try {
        to = backend.connect();
      } catch (IOException e) {
        visit.refused(Refusal.SERVER_UNREACHABLE, String.valueOf(e.getMessage()));
        return;
      }
      try (to) {
        server = to;
        InetSocketAddress ours = (InetSocketAddress) to.getLocalAddress();
        known.accept(ours, visit);
        try {
          Sockets.prepareControl(from);
          Sockets.prepareControl(to);
          if (entry.header()) {
            introduce(to);
          }
          relay(from, to);
        } finally {
          forgotten.accept(ours, visit);
        }
        if (why.get() != null) {
          Sockets.reset(from);
          Sockets.reset(to);
        }
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a client left while it was let through");
    } finally {
      visit.ended(
          entry.to().toString(),
          toServer.bytes,
          fromServer.bytes,
          Optional.ofNullable(why.get()).map(Refusal::reason).orElse("closed"),
          common.nanoTime().getAsLong() - began);
    }
  }

  private void introduce(SocketChannel to) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(new Header.Relayed(caller.client(), caller.reached()).encoded());
    while (header.hasRemaining()) {
      to.write(header);
    }
  }

  private void relay(SocketChannel from, SocketChannel to) {
    CountDownLatch back = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("passage")
        .start(() -> {
          try {
            fromServer.move(to, from, Refusal.SERVER_GONE, Refusal.CLIENT_GONE);
          } finally {
            back.countDown();
          }
        });
    try {
      toServer.move(from, to, Refusal.CLIENT_GONE, Refusal.SERVER_GONE);
    } finally {
      // Nobody interrupts this thread, and the other uses both descriptors.
      awaitUninterruptibly(back);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of both directions; its thread alone counts. */
  private final class Direction {
    private volatile @Nullable Plane plane;
    private volatile long bytes;

    void move(SocketChannel from, SocketChannel to, Refusal source, Refusal target) {
      Plane chosen = common.planes().inOneOfTwoDirections().plane();
      plane = chosen;
      if (why.get() != null) {
        chosen.stop(() -> {});
      }
      try {
        chosen.move(new Plain(from), new Plain(to), Allowance.UNBOUNDED.step(), this::moved);
        to.shutdownOutput();
      } catch (Plane.Lost e) {
        switch (e) {
          case Plane.SourceLost _, Plane.SourceTruncated _ -> end(source);
          case Plane.TargetLost _ -> end(target);
          case Plane.Stopped _ -> LOG.trace("a direction was stopped", e);
        }
      } catch (IOException e) {
        end(target);
      }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    private void moved(long more) {
      bytes += more;
      movedAt = common.nanoTime().getAsLong();
    }

    void stop() {
      Plane moving = plane;
      if (moving != null) {
        moving.stop(() -> {});
      }
    }
  }

  /** Ends it for this reason, unless it has ended for another. */
  void end(Refusal reason) {
    if (!why.compareAndSet(null, reason)) {
      return;
    }
    if (reason == Refusal.IDLE_TIMEOUT) {
      visit.refused(reason, "");
    }
    toServer.stop();
    fromServer.stop();
    shut(client);
    SocketChannel to = server;
    if (to != null) {
      shut(to);
    }
  }

  /** Wakes whoever reads or writes it, and leaves the descriptor. */
  private static void shut(SocketChannel channel) {
    try {
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.atTrace().setCause(e).log("has ended already");
    }
  }

  /** Whether no byte has moved for so long. */
  boolean isStill(long now, long nanos) {
    return now - movedAt >= nanos;
  }

  /** Ends it if it is idle. */
  void watch(long now) {
    if (isStill(now, common.timeouts().idle().toNanos())) {
      end(Refusal.IDLE_TIMEOUT);
    }
  }
}
