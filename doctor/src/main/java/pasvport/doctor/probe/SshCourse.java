package pasvport.doctor.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Ssh;
import pasvport.ftp.Octets;

/**
 * A connection to an SSH server up to its answer in the key exchange (RFC 4253, RFC 8731): SFTP
 * needs one port, and what can fail on the way to it has failed by then.
 */
final class SshCourse {
  private static final String VERSION = "SSH-2.0-pasvport";
  private static final int KEXINIT = 20;
  private static final int KEX_ECDH_INIT = 30;
  private static final int KEX_ECDH_REPLY = 31;

  /** RFC 4253 section 6.1. */
  private static final int LONGEST_PACKET = 35_000;

  /** RFC 4253 section 4.2: the version line, and lines that may stand before it. */
  private static final int LONGEST_GREETING = 4096;

  private static final int X25519_BYTES = 32;

  private final Case test;
  private final InetSocketAddress peer;
  private final int number;
  private Connected connected = new Connected.NotTried();
  private Octets first = Octets.EMPTY;
  private Optional<String> version = Optional.empty();
  private boolean offer;
  private boolean key;
  private Heard ended = new Heard.NotAsked();

  SshCourse(Case test, InetSocketAddress peer) {
    this.test = test;
    this.peer = peer;
    this.number = test.nextSession();
  }

  void run() {
    note("connecting to " + Addresses.shown(peer) + ", SSH");
    var dial = Dial.to(peer, Patience.CONTROL);
    connected = dial.connected();
    note(DataCourse.told(connected));
    dial.socket().ifPresent(this::talk);
    test.add(new Ssh(number, peer, connected, first, version, offer, key, ended));
  }

  private void note(String text) {
    test.transcript().done(number, text);
  }

  private void talk(WatchedSocket plain) {
    var time = Countdown.of(Patience.GREETING);
    try (plain) {
      plain.readWithin(time, Patience.REPLY);
      var in = new DataInputStream(plain.getInputStream());
      var out = new DataOutputStream(plain.getOutputStream());
      greet(in);
      if (version.isEmpty()) {
        return;
      }
      out.write((VERSION + "\r\n").getBytes(StandardCharsets.US_ASCII));
      send(out, algorithms());
      offer = read(in) == KEXINIT;
      send(out, publicKey());
      int answer = read(in);
      // A server may say other things first, such as what it makes of a wrong guess.
      while (answer != KEX_ECDH_REPLY) {
        answer = read(in);
      }
      key = true;
      note("key exchange answered");
    } catch (SocketTimeoutException silent) {
      ended = new Heard.Silence(time.passed());
    } catch (EOFException closed) {
      ended = new Heard.Closed(false, time.passed());
    } catch (IOException reset) {
      ended = new Heard.Closed(true, time.passed());
    }
  }

  private void greet(DataInputStream in) throws IOException {
    var said = new ByteArrayOutputStream();
    while (version.isEmpty() && said.size() < LONGEST_GREETING) {
      var line = line(in, said);
      if (line.startsWith("SSH-")) {
        version = Optional.of(line);
        note(line);
      } else if (line.startsWith("220")) {
        return;
      }
    }
  }

  private String line(DataInputStream in, ByteArrayOutputStream said) throws IOException {
    int start = said.size();
    int octet = in.read();
    while (octet >= 0 && octet != '\n' && said.size() < LONGEST_GREETING) {
      said.write(octet);
      first = Octets.of(said.toByteArray());
      octet = in.read();
    }
    if (octet < 0) {
      throw new EOFException("closed before the version line");
    }
    return new String(said.toByteArray(), start, said.size() - start, StandardCharsets.US_ASCII)
        .strip();
  }

  private static byte[] algorithms() throws IOException {
    var cookie = new byte[16];
    new SecureRandom().nextBytes(cookie);
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(KEXINIT);
    out.write(cookie);
    for (var list :
        new String[] {
          "curve25519-sha256,curve25519-sha256@libssh.org",
          "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
          "aes128-ctr,aes256-ctr,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com",
          "aes128-ctr,aes256-ctr,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com",
          "hmac-sha2-256,hmac-sha2-512,hmac-sha1",
          "hmac-sha2-256,hmac-sha2-512,hmac-sha1",
          "none",
          "none",
          "",
          ""
        }) {
      out.writeInt(list.length());
      out.writeBytes(list);
    }
    out.writeBoolean(false);
    out.writeInt(0);
    return bytes.toByteArray();
  }

  private static byte[] publicKey() throws IOException {
    try {
      var encoded =
          KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic().getEncoded();
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeByte(KEX_ECDH_INIT);
      out.writeInt(X25519_BYTES);
      // RFC 8410: the key is the end of what X.509 makes of it.
      out.write(Arrays.copyOfRange(encoded, encoded.length - X25519_BYTES, encoded.length));
      return bytes.toByteArray();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK since 11 has X25519", impossible);
    }
  }

  /** RFC 4253 section 6: length, padding of at least four bytes to a multiple of eight. */
  private static void send(DataOutputStream out, byte[] payload) throws IOException {
    int padding = 8 - (5 + payload.length) % 8;
    padding += padding < 4 ? 8 : 0;
    out.writeInt(1 + payload.length + padding);
    out.writeByte(padding);
    out.write(payload);
    out.write(new byte[padding]);
    out.flush();
  }

  /** A packet's message number. */
  private static int read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 2 || length > LONGEST_PACKET) {
      throw new IOException("a packet of " + length + " bytes");
    }
    byte[] packet = in.readNBytes(length);
    if (packet.length < length) {
      throw new EOFException("closed within a packet");
    }
    return packet[1];
  }
}
