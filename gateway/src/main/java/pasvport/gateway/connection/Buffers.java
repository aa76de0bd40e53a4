package pasvport.gateway.connection;

import java.nio.ByteBuffer;

/** Where a connection under TLS gets its memory. */
public interface Buffers {
  /** For control connections: a few hundred bytes at a time, and thousands of them are idle. */
  Buffers SMALL =
      new Buffers() {
        @Override
        public ByteBuffer take(int least) {
          return ByteBuffer.allocate(least);
        }

        @Override
        public void give(ByteBuffer buffer) {
          // The collector takes it.
        }

        @Override
        public boolean keeps() {
          return false;
        }
      };

  /** A buffer of at least so many bytes, empty. */
  ByteBuffer take(int least);

  /** Takes one back. */
  void give(ByteBuffer buffer);

  /** Whether a buffer is worth keeping between two uses. */
  boolean keeps();
}
