package pasvport.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pasvport.server.SftpFiles.Mode;
import pasvport.server.SftpRefused.Status;
import pasvport.site.Denial;

/**
 * One conversation in SFTP, version 3 (draft-ietf-secsh-filexfer-02), which is what clients speak:
 * requests are answered one after another on the thread that reads them, so a client that sends
 * faster than the disk or its rate allows is held up by its own window.
 */
final class SftpSession {

  private static final Logger log = LoggerFactory.getLogger(SftpSession.class);

  private static final int VERSION = 3;

  /** As OpenSSH has it: 256 KiB and nothing more in a packet, and some room for the header. */
  private static final int LONGEST_PACKET = 256 << 10;

  private static final int MOST_DATA = LONGEST_PACKET - 1024;

  /** With the longest names they fill 32 KiB, and some clients take no longer packet. */
  private static final int MOST_NAMES = 50;

  /** Enough for all that carries no data. */
  private static final int USUAL_PACKET = 4096;

  private static final int READ = 0x1;
  private static final int WRITE = 0x2;
  private static final int APPEND = 0x4;
  private static final int CREATE = 0x8;
  private static final int TRUNCATE = 0x10;
  private static final int EXCLUSIVE = 0x20;

  private static final int REPLY_STATUS = 101;
  private static final int REPLY_HANDLE = 102;
  private static final int REPLY_DATA = 103;
  private static final int REPLY_NAME = 104;
  private static final int REPLY_ATTRIBUTES = 105;
  private static final int REPLY_EXTENDED = 201;

  private static final String RENAME = "posix-rename@openssh.com";
  private static final String FSYNC = "fsync@openssh.com";
  private static final String LIMITS = "limits@openssh.com";

  private final SftpFiles files;
  private final Guest guest;
  private final boolean mayWrite;
  private final DataInputStream in;
  private final OutputStream out;
  private byte[] packet = new byte[USUAL_PACKET];
  private final ByteArrayBuffer reply = new ByteArrayBuffer();

  SftpSession(SftpFiles files, Guest guest, boolean mayWrite, InputStream in, OutputStream out) {
    this.files = files;
    this.guest = guest;
    this.mayWrite = mayWrite;
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.out = out;
  }

  /** Serves until the client ends it. */
  void serve() throws IOException {
    try (files) {
      while (true) {
        int length;
        try {
          length = in.readInt();
        } catch (EOFException e) {
          return;
        }
        if (length < 1 || length > LONGEST_PACKET) {
          guest.refused(Guest.Misuse.BAD_PACKET, length + " bytes");
          return;
        }
        if (packet.length < length) {
          packet = new byte[LONGEST_PACKET];
        }
        in.readFully(packet, 0, length);
        if (files.areHoursOver()) {
          guest.denied(Denial.HOURS_OVER, "");
          return;
        }
        try {
          answer(new ByteArrayBuffer(packet, 0, length));
        } catch (RuntimeException e) {
          // SSHD's buffer throws these at what is not a request.
          log.debug("a packet is no request", e);
          guest.refused(Guest.Misuse.BAD_PACKET, "type " + (packet[0] & 0xff));
          return;
        }
        send();
      }
    }
  }

  private void send() throws IOException {
    var array = reply.array();
    var length = reply.available();
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    out.write(array, reply.rpos(), length);
    if (in.available() == 0) {
      out.flush();
    }
  }

  private void answer(Buffer request) {
    reply.clear(false);
    var type = request.getUByte();
    if (type == 1) {
      reply.putByte((byte) 2);
      reply.putInt(VERSION);
      reply.putString(RENAME);
      reply.putString("1");
      reply.putString(FSYNC);
      reply.putString("1");
      reply.putString(LIMITS);
      reply.putString("1");
      return;
    }
    var id = request.getInt();
    try {
      answer(type, id, request);
    } catch (SftpRefused e) {
      status(id, e.status(), String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      status(id, Status.NO_SUCH_FILE, "No such file or directory");
    } catch (AccessDeniedException e) {
      status(id, Status.PERMISSION_DENIED, "Permission denied");
    } catch (IOException e) {
      status(id, Status.FAILURE, Refused.reason(e));
    }
  }

  private void answer(int type, int id, Buffer request) throws IOException {
    switch (type) {
      case 3 -> open(id, request);
      case 4 -> {
        files.close(handle(request));
        done(id);
      }
      case 5 -> read(id, request);
      case 6 -> write(id, request);
      case 7 -> attributes(id, files.attributes(path(request), Folder.Last.KEPT));
      case 8 -> attributes(id, files.attributes(handle(request)));
      case 9 -> {
        files.change(path(request), SftpAttributes.read(request));
        done(id);
      }
      case 10 -> {
        files.change(handle(request), SftpAttributes.read(request));
        done(id);
      }
      case 11 -> opened(id, files.openFolder(path(request)));
      case 12 -> list(id, request);
      case 13 -> {
        files.remove(path(request));
        done(id);
      }
      case 14 -> {
        // With which permissions is not heeded: clients that mean it say it again.
        files.makeFolder(path(request));
        done(id);
      }
      case 15 -> {
        files.removeFolder(path(request));
        done(id);
      }
      case 16 -> realPath(id, path(request));
      case 17 -> attributes(id, files.attributes(path(request), Folder.Last.FOLLOWED));
      case 18 -> {
        files.rename(path(request), path(request), false);
        done(id);
      }
      case 200 -> extended(id, request);
      // Of links (19, 20): what is in a link is the server's own affair, and new ones lead astray.
      default -> status(id, Status.OP_UNSUPPORTED, "Not served here");
    }
  }

  private void open(int id, Buffer request) throws IOException {
    var path = path(request);
    var flags = request.getInt();
    var wanted = SftpAttributes.read(request);
    var mode =
        new Mode(
            (flags & READ) != 0,
            (flags & WRITE) != 0 || (flags & APPEND) != 0,
            (flags & APPEND) != 0,
            (flags & CREATE) != 0,
            (flags & TRUNCATE) != 0,
            (flags & EXCLUSIVE) != 0);
    opened(id, files.open(path, mode, wanted));
  }

  private void read(int id, Buffer request) throws IOException {
    var handle = handle(request);
    var offset = request.getLong();
    var most = (int) Math.min(request.getUInt(), MOST_DATA);
    if (offset < 0) {
      throw new SftpRefused(Status.FAILURE, "There is no such place in a file.");
    }
    reply.putByte((byte) REPLY_DATA);
    reply.putInt(id);
    var start = reply.wpos() + Integer.BYTES;
    reply.ensureCapacity(Integer.BYTES + most);
    var into = ByteBuffer.wrap(reply.array(), start, most);
    if (!files.read(handle, offset, into)) {
      status(id, Status.EOF, "End of file");
      return;
    }
    reply.putInt(into.position() - start);
    reply.wpos(into.position());
  }

  private void write(int id, Buffer request) throws IOException {
    var handle = handle(request);
    var offset = request.getLong();
    var length = request.getInt();
    request.ensureAvailable(length);
    files.write(handle, offset, ByteBuffer.wrap(packet, request.rpos(), length));
    done(id);
  }

  private void list(int id, Buffer request) throws IOException {
    var found = files.next(handle(request), MOST_NAMES);
    if (found.isEmpty()) {
      status(id, Status.EOF, "End of folder");
      return;
    }
    var now = Instant.now();
    reply.putByte((byte) REPLY_NAME);
    reply.putInt(id);
    reply.putInt(found.size());
    for (var each : found) {
      reply.putString(each.name(), StandardCharsets.UTF_8);
      reply.putString(
          each.entry(mayWrite).longLine(now, SftpAttributes.shown(each.attributes())),
          StandardCharsets.UTF_8);
      SftpAttributes.write(each.attributes(), reply);
    }
  }

  private void realPath(int id, RemotePath path) {
    reply.putByte((byte) REPLY_NAME);
    reply.putInt(id);
    reply.putInt(1);
    reply.putString(path.toString(), StandardCharsets.UTF_8);
    reply.putString(path.toString(), StandardCharsets.UTF_8);
    reply.putInt(0); // no attributes
  }

  private void extended(int id, Buffer request) throws IOException {
    switch (request.getString()) {
      case RENAME -> {
        files.rename(path(request), path(request), true);
        done(id);
      }
      case FSYNC -> {
        files.force(handle(request));
        done(id);
      }
      case LIMITS -> {
        reply.putByte((byte) REPLY_EXTENDED);
        reply.putInt(id);
        reply.putLong(LONGEST_PACKET);
        reply.putLong(MOST_DATA);
        reply.putLong(MOST_DATA);
        reply.putLong(0); // how many handles: not said
      }
      default -> status(id, Status.OP_UNSUPPORTED, "Not served here");
    }
  }

  private static RemotePath path(Buffer request) throws IOException {
    return RemotePath.ROOT.resolve(request.getString(StandardCharsets.UTF_8));
  }

  private static int handle(Buffer request) throws SftpRefused {
    var bytes = request.getBytes();
    if (bytes.length != Integer.BYTES) {
      throw new SftpRefused(Status.FAILURE, "There is no such handle.");
    }
    return ByteBuffer.wrap(bytes).getInt();
  }

  private void opened(int id, int handle) {
    reply.putByte((byte) REPLY_HANDLE);
    reply.putInt(id);
    reply.putBytes(ByteBuffer.allocate(Integer.BYTES).putInt(handle).array());
  }

  private void attributes(int id, BasicFileAttributes attributes) {
    reply.putByte((byte) REPLY_ATTRIBUTES);
    reply.putInt(id);
    SftpAttributes.write(attributes, reply);
  }

  private void done(int id) {
    status(id, Status.OK, "Success");
  }

  private void status(int id, Status status, String message) {
    reply.clear(false);
    reply.putByte((byte) REPLY_STATUS);
    reply.putInt(id);
    reply.putInt(status.code());
    reply.putString(message, StandardCharsets.UTF_8);
    reply.putString("en");
  }
}
