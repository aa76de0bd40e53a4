package pasvport.gateway.plane;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.gateway.connection.Buffers;
import pasvport.gateway.connection.Connection;
import pasvport.gateway.connection.Secured;
import pasvport.linux.Linux;
import pasvport.linux.Pipes;
import pasvport.linux.Splice;

/** Chooses the plane for each transfer: the cheapest that is right. */
public final class Planes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Planes.class);

  /** Leaves splicing out, to compare or to rule it out as a cause: bridge alone. */
  private static final String PROPERTY = "pasvport.planes";

  private final BufferPool buffers = new BufferPool(ByteBuffer::allocateDirect);

  /** What is encrypted stays on the heap: there the JDK's ciphers are more than twice as fast. */
  private final BufferPool encrypted = new BufferPool(ByteBuffer::allocate);

  private final Pipes pipes = new Pipes();
  private final boolean splice =
      Linux.isPresent() && !"bridge".equals(System.getProperty(PROPERTY));

  /**
   * A plane, and why it is not a cheaper one.
   *
   * @param why a dashed name, or empty for the cheapest
   */
  public record Choice(Plane plane, String why) {}

  /** For a transfer between these, on the thread that will move its bytes. */
  public Choice between(Connection one, Connection other) {
    if (one instanceof Secured || other instanceof Secured) {
      return new Choice(new Bridge(buffers), "tls");
    }
    return betweenPlain(true);
  }

  /**
   * For one direction between two plain connections while another plane moves the other. The
   * connections are good for nothing but shutting down and closing behind it.
   */
  public Choice inOneOfTwoDirections() {
    return betweenPlain(false);
  }

  private Choice betweenPlain(boolean alone) {
    if (!splice) {
      return new Choice(new Bridge(buffers), Linux.isPresent() ? "splice-off" : "not-linux");
    }
    try {
      return new Choice(new Splicing(new Splice(pipes), alone), "");
    } catch (IOException e) {
      LOG.debug("no pipe for a transfer", e);
      return new Choice(new Bridge(buffers), "no-pipe");
    }
  }

  /** Memory for data connections under TLS. */
  public Buffers buffers() {
    return encrypted;
  }

  @Override
  public void close() {
    pipes.close();
  }
}
