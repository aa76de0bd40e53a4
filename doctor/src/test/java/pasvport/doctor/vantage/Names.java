package pasvport.doctor.vantage;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server of names (RFC 1035) with a few TXT and PTR records. */
final class Names implements AutoCloseable {
  private static final int PTR = 12;
  private static final int TXT = 16;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
  private final Map<String, String> records = new HashMap<>();

  Names() throws IOException {
    Thread.startVirtualThread(this::serve);
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  synchronized Names text(String name, String value) {
    records.put(name + TXT, value);
    return this;
  }

  synchronized Names pointer(String name, String value) {
    records.put(name + PTR, value);
    return this;
  }

  private synchronized @Nullable String record(String name, int type) {
    return records.get(name + type);
  }

  private void serve() {
    var buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        var question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        var answer = answer(buffer, question.getLength());
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private byte[] answer(byte[] question, int length) throws IOException {
    int at = 12;
    var name = new StringBuilder();
    while (question[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
      at += question[at] + 1;
    }
    int type = question[at + 2];
    var value = record(name.toString(), type);
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(question, 0, 2);
    out.writeShort(value == null ? 0x8583 : 0x8580);
    out.writeShort(1);
    out.writeShort(value == null ? 0 : 1);
    out.writeInt(0);
    out.write(question, 12, at + 5 - 12);
    if (value != null) {
      out.writeShort(0xC00C);
      out.writeShort(type);
      out.writeShort(1);
      out.writeInt(60);
      var data = type == TXT ? text(value) : labels(value);
      out.writeShort(data.length);
      out.write(data);
    }
    return length > 0 ? bytes.toByteArray() : new byte[0];
  }

  private static byte[] text(String value) {
    return ((char) value.length() + value).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] labels(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var label : name.split("\\.", -1)) {
      bytes.write(text(label));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
