package pasvport.doctor.explain.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream, as if it ended behind them. */
final class Beginning extends FilterInputStream {
  private int left;

  Beginning(InputStream in, int length) {
    super(in);
    left = length;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      return -1;
    }
    left--;
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    var read = super.read(bytes, from, Math.min(length, left));
    left -= Math.max(read, 0);
    return read;
  }
}
