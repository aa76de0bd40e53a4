package pasvport.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** What a client gets that asks for a shell or a command: a sentence, and the end. */
final class OnlySftp implements Command {
  private static final String SENTENCE =
      "Only SFTP is served here: use sftp, or scp without -O (OpenSSH 9 and newer).\r\n";

  private final Guest guest;
  private final String asked;
  private @Nullable OutputStream err;
  private @Nullable ExitCallback exit;

  OnlySftp(Guest guest, String asked) {
    this.guest = guest;
    this.asked = asked;
  }

  @Override
  public void start(ChannelSession channel, Environment env) throws IOException {
    guest.refused(Guest.Misuse.ONLY_SFTP, asked);
    if (err != null) {
      err.write(SENTENCE.getBytes(StandardCharsets.US_ASCII));
      err.flush();
    }
    if (exit != null) {
      exit.onExit(1);
    }
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void setErrorStream(OutputStream stream) {
    err = stream;
  }

  @Override
  public void setInputStream(InputStream stream) {}

  @Override
  public void setOutputStream(OutputStream stream) {}

  @Override
  public void destroy(ChannelSession channel) {}
}
