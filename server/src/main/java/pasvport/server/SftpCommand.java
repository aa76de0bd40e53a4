package pasvport.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sftp subsystem of one channel. It has a platform thread of its own, because a disk that is
 * slow would keep a virtual thread's carrier from all others; the gateway bounds how many there
 * are.
 */
final class SftpCommand implements Command {
  private static final Logger log = LoggerFactory.getLogger(SftpCommand.class);

  private final SftpLogin login;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;
  private @Nullable ExitCallback exit;
  private @Nullable Thread thread;

  SftpCommand(SftpLogin login) {
    this.login = login;
  }

  @Override
  public void start(ChannelSession channel, Environment env) throws IOException {
    var account = login.account();
    var session =
        new SftpSession(
            new SftpFiles(account, login.guest(), login.judge()),
            login.guest(),
            account.mayWrite(),
            Objects.requireNonNull(in),
            Objects.requireNonNull(out));
    thread = Thread.ofPlatform().daemon().name("sftp").start(() -> serve(session));
  }

  private void serve(SftpSession session) {
    var code = 0;
    try {
      session.serve();
    } catch (IOException e) {
      log.debug("an SFTP client went away", e);
      code = 1;
    } catch (RuntimeException e) {
      log.error("an SFTP session failed", e);
      code = 1;
    } finally {
      Objects.requireNonNull(exit).onExit(code);
    }
  }

  /** The streams are closed by then; what is held up by a rate wakes. */
  @Override
  public void destroy(ChannelSession channel) {
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void setInputStream(InputStream stream) {
    in = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    out = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {}
}
