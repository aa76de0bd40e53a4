package pasvport.doctor.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import pasvport.ftp.Octets;

/** Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02): one request, one answer. */
final class SftpPackets {
  static final int INIT = 1;
  static final int VERSION = 2;
  static final int OPEN = 3;
  static final int CLOSE = 4;
  static final int READ = 5;
  static final int WRITE = 6;
  static final int OPENDIR = 11;
  static final int READDIR = 12;
  static final int REMOVE = 13;
  static final int STATUS = 101;
  static final int HANDLE = 102;
  static final int DATA = 103;
  static final int NAME = 104;

  /** OpenSSH's own bound. */
  private static final int LONGEST = 256 * 1024;

  /** Of what comes instead of SFTP. */
  private static final int KEPT_STRAY = 400;

  private final DataInputStream in;
  private final DataOutputStream out;
  private int nextId;
  private int longest;

  SftpPackets(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  /** What came is no packet of SFTP. */
  static final class StrayException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Octets came;

    StrayException(Octets came) {
      super("it is not SFTP that came");
      this.came = came;
    }

    Octets came() {
      return came;
    }
  }

  /** An answer: its type, and what stands behind type and id. */
  record Answer(int type, ByteBuffer body) {

    String text() throws IOException {
      return new String(octets(), StandardCharsets.UTF_8);
    }

    /** A string of SFTP: a length and so many bytes. */
    byte[] octets() throws IOException {
      if (body.remaining() < Integer.BYTES) {
        throw new IOException("an answer that ends too soon");
      }
      int length = body.getInt();
      if (length < 0 || length > body.remaining()) {
        throw new IOException("an answer with a length that is not its own");
      }
      var octets = new byte[length];
      body.get(octets);
      return octets;
    }
  }

  /** The longest packet that came, in bytes behind its length. */
  int longest() {
    return longest;
  }

  /** Says and hears the versions. */
  void begin() throws IOException {
    out.writeInt(5);
    out.writeByte(INIT);
    out.writeInt(3);
    out.flush();
    var head = new byte[5];
    int got = in.readNBytes(head, 0, head.length);
    if (got == 0) {
      throw new EOFException("it ended without a word");
    }
    var buffer = ByteBuffer.wrap(head);
    int length = buffer.getInt();
    if (got < head.length || length < 5 || length > LONGEST || buffer.get() != VERSION) {
      throw new StrayException(stray(head, got));
    }
    in.readNBytes(length - 1);
  }

  private Octets stray(byte[] head, int count) {
    var all = new ByteArrayOutputStream();
    all.write(head, 0, count);
    try {
      int more = Math.min(in.available(), KEPT_STRAY);
      all.write(in.readNBytes(more));
    } catch (IOException ended) {
      // What came before is enough.
    }
    return Octets.of(all.toByteArray());
  }

  /** A request; each part is an Integer, a Long, or bytes that get their length before them. */
  Answer ask(int type, Object... parts) throws IOException {
    int id = nextId++;
    var bytes = new ByteArrayOutputStream();
    var body = new DataOutputStream(bytes);
    body.writeByte(type);
    body.writeInt(id);
    for (var part : parts) {
      switch (part) {
        case Integer number -> body.writeInt(number);
        case Long number -> body.writeLong(number);
        case byte[] octets -> {
          body.writeInt(octets.length);
          body.write(octets);
        }
        default -> throw new IllegalArgumentException("no part of a request: " + part.getClass());
      }
    }
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    out.flush();
    return answer(id);
  }

  private Answer answer(int id) throws IOException {
    int length = in.readInt();
    if (length < 5 || length > LONGEST) {
      throw new IOException("a packet of " + length + " bytes");
    }
    var packet = in.readNBytes(length);
    if (packet.length < length) {
      throw new EOFException("it ended within a packet");
    }
    longest = Math.max(longest, length);
    var buffer = ByteBuffer.wrap(packet);
    int type = buffer.get();
    if (buffer.getInt() != id) {
      throw new IOException("an answer to another request");
    }
    return new Answer(type, buffer);
  }
}
