package pasvport.server;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;

/**
 * The moving of bytes between a file and a data connection.
 *
 * <p>Downloads of TYPE I go from the page cache to the socket inside the kernel (sendfile, through
 * {@link FileChannel#transferTo}); everything else goes through a direct buffer that lives as long
 * as the transfer. The calling thread blocks and must be a platform thread: sendfile would keep a
 * virtual thread's carrier from all others.
 */
final class Copy {

  // Large enough that system calls no longer count, small enough to stay in the processor's cache.
  private static final int BUFFER = 256 << 10;

  // Bounds how much one sendfile call moves: progress is looked at in between.
  private static final long AT_ONCE = 64L << 20;

  private Copy() {}

  /** The file could not be read or written; the data connection is not at fault. */
  static final class FileFailed extends IOException {
    private static final long serialVersionUID = 1;

    FileFailed(String message) {
      super(message);
    }
  }

  /** Sends a file's bytes as they are, from an offset up to another. */
  static void send(FileChannel file, long from, long to, SocketChannel out) throws IOException {
    for (long at = from; at < to; ) {
      var moved = file.transferTo(at, Math.min(to - at, AT_ONCE), out);
      if (moved <= 0) {
        throw new FileFailed("the file became shorter while it was sent");
      }
      at += moved;
    }
  }

  /** Sends a file as text: each line ends with CR LF, whether or not it did in the file. */
  static void sendText(FileChannel file, SocketChannel out) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var in = arena.allocate(BUFFER).asByteBuffer();
      var text = arena.allocate(2 * BUFFER).asByteBuffer();
      byte last = 0;
      while (read(file, in.clear()) >= 0) {
        text.clear();
        for (in.flip(); in.hasRemaining(); ) {
          var b = in.get();
          if (b == '\n' && last != '\r') {
            text.put((byte) '\r');
          }
          text.put(b);
          last = b;
        }
        for (text.flip(); text.hasRemaining(); ) {
          out.write(text);
        }
      }
    }
  }

  /** Stores what comes, as it is, from the file's position on; returns the number of bytes. */
  static long receive(SocketChannel in, FileChannel file) throws IOException {
    long received = 0;
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(BUFFER).asByteBuffer();
      while (in.read(buffer.clear()) >= 0) {
        received += buffer.position();
        write(file, buffer.flip());
      }
    }
    return received;
  }

  /** Stores text that comes with CR LF at the ends of lines with LF there. */
  static long receiveText(SocketChannel in, FileChannel file) throws IOException {
    long received = 0;
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(BUFFER).asByteBuffer();
      var text = arena.allocate(BUFFER + 1).asByteBuffer();
      var held = false; // a CR that may be followed by LF
      while (in.read(buffer.clear()) >= 0) {
        received += buffer.position();
        text.clear();
        for (buffer.flip(); buffer.hasRemaining(); ) {
          var b = buffer.get();
          if (held && b != '\n') {
            text.put((byte) '\r');
          }
          held = b == '\r';
          if (!held) {
            text.put(b);
          }
        }
        write(file, text.flip());
      }
      if (held) {
        write(file, text.clear().put((byte) '\r').flip());
      }
    }
    return received;
  }

  private static int read(FileChannel file, ByteBuffer buffer) throws FileFailed {
    try {
      return file.read(buffer);
    } catch (IOException e) {
      throw new FileFailed(Refused.reason(e));
    }
  }

  private static void write(FileChannel file, ByteBuffer buffer) throws FileFailed {
    try {
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException e) {
      throw new FileFailed(Refused.reason(e));
    }
  }
}
