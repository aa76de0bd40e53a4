package pasvport.gateway.plane;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import pasvport.gateway.connection.Buffers;

/**
 * Buffers for data in flight. The first transfers get large ones, which are measured to be the
 * fastest; when there are many at once, each moves little at a time anyway and gets a small one.
 */
final class BufferPool implements Buffers {
  /** The size from which a copy through user space gets no faster (docs/decisions.md). */
  static final int LARGE = 256 * 1024;

  static final int SMALL = 32 * 1024;

  /** 16 MiB of large buffers. */
  private static final int MOST_LARGE = 64;

  /** As many small ones are kept for the next wave: 32 MiB. */
  private static final int MOST_KEPT_SMALL = 1024;

  private final ConcurrentLinkedDeque<ByteBuffer> large = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<ByteBuffer> small = new ConcurrentLinkedDeque<>();
  private final AtomicInteger largeInUse = new AtomicInteger();
  private final AtomicInteger keptSmall = new AtomicInteger();

  private final IntFunction<ByteBuffer> memory;

  /**
   * A pool of its own.
   *
   * @param memory makes a buffer of so many bytes
   */
  BufferPool(IntFunction<ByteBuffer> memory) {
    this.memory = memory;
  }

  ByteBuffer take() {
    if (largeInUse.incrementAndGet() <= MOST_LARGE) {
      ByteBuffer pooled = large.pollFirst();
      return pooled != null ? pooled : memory.apply(LARGE);
    }
    largeInUse.decrementAndGet();
    ByteBuffer pooled = small.pollFirst();
    if (pooled != null) {
      keptSmall.decrementAndGet();
      return pooled;
    }
    return memory.apply(SMALL);
  }

  @Override
  public ByteBuffer take(int least) {
    if (least > SMALL) {
      throw new IllegalArgumentException(least + " bytes are more than a buffer has");
    }
    return take();
  }

  @Override
  public boolean keeps() {
    return true;
  }

  @Override
  public void give(ByteBuffer buffer) {
    buffer.clear();
    if (buffer.capacity() == LARGE) {
      large.addFirst(buffer);
      largeInUse.decrementAndGet();
    } else if (keptSmall.incrementAndGet() <= MOST_KEPT_SMALL) {
      small.addFirst(buffer);
    } else {
      keptSmall.decrementAndGet();
    }
  }
}
