package pasvport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SpliceTest {
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

  @Test
  void every_byte_of_many_relays_at_once_arrives() throws Exception {
    try (Pipes pipes = new Pipes()) {
      List<CompletableFuture<Void>> relays = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int seed = i;
        relays.add(CompletableFuture.runAsync(() -> relay(pipes, seed, 700_001), VIRTUAL));
      }
      CompletableFuture.allOf(relays.toArray(CompletableFuture[]::new)).join();
    }
  }

  @Test
  void what_a_fast_sender_leaves_when_it_pauses_arrives_without_its_end() throws Exception {
    try (Pipes pipes = new Pipes();
        Pair in = new Pair();
        Pair out = new Pair()) {
      CompletableFuture<Boolean> relay =
          CompletableFuture.supplyAsync(
              () -> splice(pipes, in.near, out.near, new AtomicBoolean()), VIRTUAL);
      OutputStream sender = in.far.socket().getOutputStream();
      InputStream receiver = out.far.socket().getInputStream();
      for (int pause = 1; pause <= 20; pause++) {
        // Much at once, then a rest that is too small to wake a relay that waits for more.
        int length = pause * 500_000 + pause;
        CompletableFuture<Void> burst =
            CompletableFuture.runAsync(() -> write(sender, new byte[length]), VIRTUAL);
        assertThat(receiver.readNBytes(length)).hasSize(length);
        burst.join();
        sender.write(pause);
        assertThat(receiver.read()).isEqualTo(pause);
      }
      in.far.shutdownOutput();
      assertThat(relay.join()).isTrue();
    }
  }

  @Test
  void a_relay_that_waits_for_its_source_stops_when_told() throws Exception {
    try (Pipes pipes = new Pipes();
        Pair in = new Pair();
        Pair out = new Pair()) {
      AtomicBoolean stopped = new AtomicBoolean();
      AtomicReference<Thread> relay = new AtomicReference<>();
      CompletableFuture<Boolean> result =
          CompletableFuture.supplyAsync(
              () -> {
                relay.set(Thread.currentThread());
                return splice(pipes, in.near, out.near, stopped);
              },
              VIRTUAL);
      in.far.socket().getOutputStream().write(new byte[1000]);
      assertThat(out.far.socket().getInputStream().readNBytes(1000)).hasSize(1000);
      stopped.set(true);
      LockSupport.unpark(relay.get());
      assertThat(result.join()).isFalse();
    }
  }

  @Test
  void a_relay_that_waits_for_its_target_stops_when_told() throws Exception {
    try (Pipes pipes = new Pipes();
        Pair in = new Pair();
        Pair out = new Pair()) {
      AtomicBoolean stopped = new AtomicBoolean();
      AtomicReference<Thread> relay = new AtomicReference<>();
      CompletableFuture<Boolean> result =
          CompletableFuture.supplyAsync(
              () -> {
                relay.set(Thread.currentThread());
                return splice(pipes, in.near, out.near, stopped);
              },
              VIRTUAL);
      // Nobody reads, so at some point the writer has filled every buffer on the way.
      in.far.configureBlocking(false);
      java.nio.ByteBuffer block = java.nio.ByteBuffer.allocate(1 << 20);
      while (in.far.write(block.clear()) > 0 || Peek.at(in.near) != Peek.BYTES) {
        Thread.onSpinWait();
      }
      stopped.set(true);
      LockSupport.unpark(relay.get());
      assertThat(result.join()).isFalse();
    }
  }

  @Test
  void a_reset_source_is_no_end_of_file() throws Exception {
    try (Pipes pipes = new Pipes();
        Pair in = new Pair();
        Pair out = new Pair()) {
      in.far.setOption(StandardSocketOptions.SO_LINGER, 0);
      in.far.close();
      assertThatThrownBy(() -> new Relay(pipes).move(in.near, out.near, moved -> true))
          .isInstanceOf(Splice.SourceBroke.class);
    }
  }

  @Test
  void a_target_that_is_gone_is_told_apart_from_the_source() throws Exception {
    try (Pipes pipes = new Pipes();
        Pair in = new Pair();
        Pair out = new Pair()) {
      out.far.setOption(StandardSocketOptions.SO_LINGER, 0);
      out.far.close();
      in.far.socket().getOutputStream().write(new byte[100_000]);
      assertThatThrownBy(() -> new Relay(pipes).move(in.near, out.near, moved -> true))
          .isInstanceOf(Splice.TargetBroke.class);
    }
  }

  /** A relay in non-blocking mode that gives its pipe back. */
  private record Relay(Pipes pipes) {
    boolean move(SocketChannel from, SocketChannel to, Splice.Progress progress)
        throws IOException {
      from.configureBlocking(false);
      to.configureBlocking(false);
      try (Splice splice = new Splice(pipes)) {
        return splice.move(from, to, Splice.MOST_BYTES, progress);
      }
    }
  }

  private static boolean splice(
      Pipes pipes, SocketChannel from, SocketChannel to, AtomicBoolean stopped) {
    try {
      return new Relay(pipes).move(from, to, moved -> !stopped.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void relay(Pipes pipes, int seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    try (Pair in = new Pair();
        Pair out = new Pair()) {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(in.far, content), VIRTUAL);
      CompletableFuture<byte[]> reader =
          CompletableFuture.supplyAsync(() -> readAll(out.far), VIRTUAL);
      assertThat(splice(pipes, in.near, out.near, new AtomicBoolean())).isTrue();
      out.near.shutdownOutput();
      writer.join();
      assertThat(reader.join()).isEqualTo(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SocketChannel to, byte[] content) {
    try (OutputStream out = to.socket().getOutputStream()) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream to, byte[] content) {
    try {
      to.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readAll(SocketChannel from) {
    try (InputStream in = from.socket().getInputStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two ends of one connection on loopback. */
  private static final class Pair implements AutoCloseable {
    final SocketChannel near;
    final SocketChannel far;

    Pair() throws IOException {
      try (ServerSocketChannel listener =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        far = SocketChannel.open(listener.getLocalAddress());
        near = listener.accept();
      }
    }

    @Override
    public void close() throws IOException {
      near.close();
      far.close();
    }
  }
}
