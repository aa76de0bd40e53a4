package pasvport.gateway.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes that a TLS server sends, which tell whether it resumes a session: in TLS 1.3 its
 * ServerHello accepts a pre-shared key (RFC 8446 §4.2.11), before that no Certificate follows it
 * (RFC 5246 §7.3).
 *
 * <p>Takes records as they come, in pieces of any size, and looks only until it knows.
 */
final class ServerFlight {
  /** More than any ServerHello and what must be seen behind it; beyond, it is none. */
  private static final int MOST_BYTES = 4096;

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int PRE_SHARED_KEY = 41;
  private static final int RANDOM_BYTES = 32;

  /** RFC 8446 §4.1.3: the random of a HelloRetryRequest, its first bytes. */
  private static final byte[] RETRY = {(byte) 0xCF, 0x21, (byte) 0xAD, 0x74};

  /** All that has come so far. */
  private byte[] seen = new byte[512];

  private int length;
  private @Nullable Boolean resumes;

  /** Looks at more of what the server sends; leaves the buffer as it is. */
  void see(ByteBuffer bytes) {
    if (resumes != null) {
      return;
    }
    int more = Math.min(bytes.remaining(), MOST_BYTES - length);
    if (length + more > seen.length) {
      seen = Arrays.copyOf(seen, MOST_BYTES);
    }
    bytes.get(bytes.position(), seen, length, more);
    length += more;
    resumes = judge();
    if (resumes == null && length == MOST_BYTES) {
      resumes = false;
    }
    if (resumes != null) {
      seen = new byte[0];
    }
  }

  /** Whether enough has been seen. */
  boolean isKnown() {
    return resumes != null;
  }

  /** Whether the server resumes; false as long as that is not known. */
  boolean resumes() {
    return Boolean.TRUE.equals(resumes);
  }

  /** Null as long as it cannot be told. */
  private @Nullable Boolean judge() {
    Messages messages = new Messages();
    boolean helloSeen = false;
    while (true) {
      int type = messages.next();
      if (type < 0) {
        // In TLS 1.2 the record type alone tells: a resumed handshake goes on with this.
        return (helloSeen && messages.changesCipher()) ? Boolean.TRUE : null;
      }
      if (helloSeen) {
        return type != CERTIFICATE;
      }
      if (type != SERVER_HELLO) {
        return false;
      }
      byte @Nullable [] hello = messages.body();
      if (hello == null) {
        return null;
      }
      Hello read = Hello.of(hello);
      if (read.retry()) {
        continue;
      }
      if (read.version13()) {
        return read.preSharedKey();
      }
      helloSeen = true;
    }
  }

  /** What counts of a ServerHello. */
  private record Hello(boolean retry, boolean version13, boolean preSharedKey) {
    private static final int VERSION_BYTES = 2;
    private static final int SUITE_AND_COMPRESSION = 3;

    static Hello of(byte[] body) {
      boolean retry = false;
      boolean version13 = false;
      boolean preSharedKey = false;
      ByteBuffer at = ByteBuffer.wrap(body);
      if (body.length > VERSION_BYTES + RANDOM_BYTES) {
        retry =
            Arrays.equals(
                body, VERSION_BYTES, VERSION_BYTES + RETRY.length, RETRY, 0, RETRY.length);
        int session = body[VERSION_BYTES + RANDOM_BYTES] & 0xFF;
        int extensions = VERSION_BYTES + RANDOM_BYTES + 1 + session + SUITE_AND_COMPRESSION + 2;
        if (extensions <= body.length) {
          at.position(extensions);
          while (at.remaining() >= MESSAGE_HEADER) {
            int type = at.getShort() & 0xFFFF;
            int size = Math.min(at.getShort() & 0xFFFF, at.remaining());
            at.position(at.position() + size);
            version13 |= type == SUPPORTED_VERSIONS;
            preSharedKey |= type == PRE_SHARED_KEY;
          }
        }
      }
      return new Hello(retry, version13, preSharedKey);
    }
  }

  /** The handshake messages in the records seen, which may be cut anywhere. */
  private final class Messages {
    private int record;
    private int inRecord;
    private byte[] pending = new byte[0];
    private int body;

    /** The type of the next message; -1 if none is there, or what is next is no handshake. */
    int next() {
      skipBody();
      return fill(MESSAGE_HEADER) ? pending[0] & 0xFF : -1;
    }

    /** The whole of the message whose type was told; null if it is not there yet. */
    byte @Nullable [] body() {
      int size = ((pending[1] & 0xFF) << 16) | ((pending[2] & 0xFF) << 8) | (pending[3] & 0xFF);
      if (!fill(MESSAGE_HEADER + size)) {
        return null;
      }
      body = MESSAGE_HEADER + size;
      return Arrays.copyOfRange(pending, MESSAGE_HEADER, MESSAGE_HEADER + size);
    }

    /** Whether the record that stands next is a ChangeCipherSpec. */
    boolean changesCipher() {
      return record < length && inRecord == 0 && seen[record] == CHANGE_CIPHER_SPEC;
    }

    private void skipBody() {
      pending = Arrays.copyOfRange(pending, body, pending.length);
      body = 0;
    }

    private boolean fill(int bytes) {
      while (pending.length < bytes) {
        if (record + RECORD_HEADER > length) {
          return false;
        }
        int type = seen[record];
        int size = ((seen[record + 3] & 0xFF) << 8) | (seen[record + 4] & 0xFF);
        int end = Math.min(record + RECORD_HEADER + size, length);
        if (type == CHANGE_CIPHER_SPEC && pending.length == 0 && isBehindRetry()) {
          record += RECORD_HEADER + size;
          continue;
        }
        if (type != HANDSHAKE) {
          return false;
        }
        int from = record + RECORD_HEADER + inRecord;
        if (from >= end && end < record + RECORD_HEADER + size) {
          return false;
        }
        int before = pending.length;
        pending = Arrays.copyOf(pending, before + end - from);
        System.arraycopy(seen, from, pending, before, end - from);
        inRecord += end - from;
        if (inRecord == size) {
          record += RECORD_HEADER + size;
          inRecord = 0;
        } else {
          return pending.length >= bytes;
        }
      }
      return true;
    }

    /** RFC 8446 D.4: a ChangeCipherSpec between two hellos is for old devices on the way. */
    private boolean isBehindRetry() {
      int random = RECORD_HEADER + MESSAGE_HEADER + 2;
      return length > random + RETRY.length
          && Arrays.equals(seen, random, random + RETRY.length, RETRY, 0, RETRY.length);
    }
  }
}
