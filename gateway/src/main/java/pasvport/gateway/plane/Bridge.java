package pasvport.gateway.plane;

import java.io.IOException;
import java.nio.ByteBuffer;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.TruncatedException;

/** The plane that works everywhere: reads into a large direct buffer and writes it out. */
final class Bridge implements Plane {
  private final BufferPool buffers;

  Bridge(BufferPool buffers) {
    this.buffers = buffers;
  }

  @Override
  public String name() {
    return "bridge";
  }

  @Override
  public void move(Connection from, Connection to, int step, Meter meter) throws Lost {
    ByteBuffer buffer = buffers.take();
    try {
      int most = Math.min(step, buffer.capacity());
      while (read(from, buffer.limit(most)) >= 0) {
        buffer.flip();
        write(to, buffer, meter);
        buffer.clear();
      }
    } finally {
      buffers.give(buffer);
    }
  }

  private static int read(Connection from, ByteBuffer buffer) throws Lost {
    try {
      return from.read(buffer);
    } catch (TruncatedException e) {
      throw new SourceTruncated(e);
    } catch (IOException e) {
      throw new SourceLost(e);
    }
  }

  private static void write(Connection to, ByteBuffer buffer, Meter meter) throws TargetLost {
    try {
      while (buffer.hasRemaining()) {
        meter.moved(to.write(buffer));
      }
    } catch (IOException e) {
      throw new TargetLost(e);
    }
  }

  /** A channel that is closed wakes whoever reads or writes it. */
  @Override
  public void stop(Runnable close) {
    close.run();
  }
}
