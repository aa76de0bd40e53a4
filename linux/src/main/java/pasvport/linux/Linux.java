package pasvport.linux;

import java.nio.channels.Channel;
import sun.nio.ch.SelChImpl;

/** Whether the kernel's doors are there at all; every other class here needs them. */
public final class Linux {
  private Linux() {}

  /** True on Linux with a C library that can be called. Elsewhere callers take the portable way. */
  public static boolean isPresent() {
    return Libc.present();
  }

  /**
   * The descriptor of a socket channel. It stays valid only while the channel is open, so whoever
   * uses it must be the one who closes the channel.
   */
  static int descriptor(Channel channel) {
    if (channel instanceof SelChImpl selectable) {
      return selectable.getFDVal();
    }
    throw new IllegalArgumentException("no descriptor in a " + channel.getClass().getName());
  }
}
