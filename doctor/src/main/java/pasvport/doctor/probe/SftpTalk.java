package pasvport.doctor.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;

/** What is asked over SFTP: a listing, a file down, a file up. */
final class SftpTalk {
  private static final int STATUS_OK = 0;
  private static final int STATUS_EOF = 1;
  private static final int FLAG_READ = 0x01;
  private static final int FLAGS_WRITE_NEW = 0x02 | 0x08 | 0x20;
  private static final int ATTRIBUTE_SIZE = 0x01;
  private static final int ATTRIBUTE_OWNER = 0x02;
  private static final int ATTRIBUTE_MODE = 0x04;
  private static final int ATTRIBUTE_TIMES = 0x08;
  private static final int ATTRIBUTES_EXTENDED = 0x80000000;
  private static final int TYPE_MASK = 0170000;
  private static final int REGULAR = 0100000;

  /** More shows nothing more. */
  private static final int MOST_ENTRIES = 20_000;

  private static final int MOST_BYTES = 1024 * 1024;
  private static final int PIECE = 32 * 1024;
  private static final int UPLOAD_BYTES = 256 * 1024;

  private final SftpPackets packets;
  private Optional<String> largest = Optional.empty();
  private long size = -1;
  private int entries;
  private long read;
  private long written;

  SftpTalk(SftpPackets packets) {
    this.packets = packets;
  }

  /** The server does not do it, and says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String said) {
      super(said);
    }
  }

  /** The largest file that the listing showed. */
  Optional<String> largest() {
    return largest;
  }

  int entries() {
    return entries;
  }

  long read() {
    return read;
  }

  long written() {
    return written;
  }

  /** Reads a folder to its end. */
  void list(String folder) throws IOException {
    var handle = handle(packets.ask(SftpPackets.OPENDIR, octets(folder)));
    var answer = packets.ask(SftpPackets.READDIR, handle);
    while (answer.type() == SftpPackets.NAME && entries < MOST_ENTRIES) {
      int count = integer(answer.body());
      if (count == 0) {
        throw new IOException("a listing that goes on with nothing");
      }
      for (int i = 0; i < count; i++) {
        entry(answer);
      }
      answer = packets.ask(SftpPackets.READDIR, handle);
    }
    if (answer.type() != SftpPackets.NAME) {
      status(answer, STATUS_EOF);
    }
    packets.ask(SftpPackets.CLOSE, handle);
  }

  private void entry(SftpPackets.Answer answer) throws IOException {
    var name = answer.text();
    answer.octets();
    var body = answer.body();
    int flags = integer(body);
    long length = (flags & ATTRIBUTE_SIZE) == 0 ? 0 : number(body);
    skip(body, (flags & ATTRIBUTE_OWNER) == 0 ? 0 : 2 * Integer.BYTES);
    int mode = (flags & ATTRIBUTE_MODE) == 0 ? REGULAR : integer(body);
    skip(body, (flags & ATTRIBUTE_TIMES) == 0 ? 0 : 2 * Integer.BYTES);
    if ((flags & ATTRIBUTES_EXTENDED) != 0) {
      int pairs = integer(body);
      for (int i = 0; i < pairs; i++) {
        answer.octets();
        answer.octets();
      }
    }
    entries++;
    if ((mode & TYPE_MASK) == REGULAR && length > size) {
      size = length;
      largest = Optional.of(name);
    }
  }

  private static int integer(ByteBuffer body) throws IOException {
    return (int) (take(body, Integer.BYTES) & 0xFFFF_FFFFL);
  }

  private static long number(ByteBuffer body) throws IOException {
    return take(body, Long.BYTES);
  }

  private static void skip(ByteBuffer body, int count) throws IOException {
    take(body, count);
  }

  private static long take(ByteBuffer body, int count) throws IOException {
    if (body.remaining() < count) {
      throw new IOException("an answer that ends too soon");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (body.get() & 0xFF);
    }
    return value;
  }

  /** Reads a file to its end, or as much of it as shows that it can be read. */
  void download(String file, Countdown time) throws IOException {
    var handle = handle(packets.ask(SftpPackets.OPEN, octets(file), FLAG_READ, 0));
    while (read < MOST_BYTES && !time.over()) {
      var answer = packets.ask(SftpPackets.READ, handle, read, PIECE);
      if (answer.type() != SftpPackets.DATA) {
        status(answer, STATUS_EOF);
        break;
      }
      int count = answer.octets().length;
      if (count == 0) {
        break;
      }
      read += count;
    }
    packets.ask(SftpPackets.CLOSE, handle);
  }

  /** Writes a file and removes it. */
  void upload(String file) throws IOException {
    var content = new byte[UPLOAD_BYTES];
    new Random(UPLOAD_BYTES).nextBytes(content);
    var handle = handle(packets.ask(SftpPackets.OPEN, octets(file), FLAGS_WRITE_NEW, 0));
    while (written < content.length) {
      var piece = new byte[PIECE];
      System.arraycopy(content, (int) written, piece, 0, PIECE);
      status(packets.ask(SftpPackets.WRITE, handle, written, piece), STATUS_OK);
      written += PIECE;
    }
    status(packets.ask(SftpPackets.CLOSE, handle), STATUS_OK);
  }

  /** Whether a file could be removed. */
  boolean remove(String file) throws IOException {
    var answer = packets.ask(SftpPackets.REMOVE, octets(file));
    return answer.type() == SftpPackets.STATUS && integer(answer.body()) == STATUS_OK;
  }

  private static byte[] handle(SftpPackets.Answer answer) throws IOException {
    if (answer.type() != SftpPackets.HANDLE) {
      status(answer, STATUS_OK);
      throw new IOException("an answer that names no handle");
    }
    return answer.octets();
  }

  private static void status(SftpPackets.Answer answer, int expected) throws IOException {
    if (answer.type() != SftpPackets.STATUS) {
      throw new IOException("an answer of another kind (" + answer.type() + ")");
    }
    int code = integer(answer.body());
    if (code != expected) {
      throw new RefusedException(
          answer.body().remaining() >= Integer.BYTES
              ? "%s (status %d)".formatted(answer.text(), code)
              : "status " + code);
    }
  }

  private static byte[] octets(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }
}
