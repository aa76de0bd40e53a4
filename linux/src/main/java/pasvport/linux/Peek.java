package pasvport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;

/** What waits unread in a connected socket, seen without taking it (recv(2), MSG_PEEK). */
public enum Peek {
  /** Nothing has arrived. */
  NOTHING,
  /** Bytes wait to be read. */
  BYTES,
  /** The peer has closed its side, or the connection is broken. */
  END;

  private static final int MSG_PEEK = 0x02;
  private static final int MSG_DONTWAIT = 0x40;

  /** Looks at a connection that the caller keeps open meanwhile. Needs {@link Linux#isPresent}. */
  public static Peek at(SocketChannel connection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      long result = Libc.recv(Linux.descriptor(connection), one, MSG_PEEK | MSG_DONTWAIT);
      if (result > 0) {
        return BYTES;
      }
      return result == -Libc.EAGAIN ? NOTHING : END;
    }
  }
}
