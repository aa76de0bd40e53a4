package pasvport.doctor.ends;

import java.util.Optional;
import java.util.function.Predicate;
import pasvport.doctor.ends.Comparison.Both;

/** Devices that are known by what they change, keep back and cut. */
enum Device {
  /** FTP inspection of Cisco ASA and FTD masks the answer to SYST with X (doctor.md C15). */
  ASA("Cisco ASA or FTD (inspect ftp): it masks the answer to SYST") {
    @Override
    boolean fits(Comparison all) {
      return all.any(both ->
          both.answers()
              .filter(change -> change.sent().startsWith("215"))
              .filter(change -> change.received().startsWith("215 X"))
              .isPresent());
    }
  },

  /**
   * nf_nat_ftp rewrites the server's own address, leaves a foreign one, and drops a 227 or 229 that
   * ends within its numbers (nf_conntrack_ftp.c: partial match). Over IPv6 there is no 227.
   */
  LINUX(
      "Linux's helper (nf_conntrack_ftp, nf_nat_ftp): it keeps back a 227 or 229 that comes in two segments, and leaves a foreign address") {
    @Override
    boolean fits(Comparison all) {
      return ifPlayed(all, Scene.TWO_SEGMENTS, Device::held)
          && ifPlayed(all, Scene.EXTENDED_TWO_SEGMENTS, Device::held)
          && ifPlayed(all, Scene.FOREIGN_ADDRESS, both -> both.answers().isEmpty() && !both.cut())
          && all.is(Scene.EXTENDED, Both::same);
    }
  },

  /** What ends the session when the address is not the server's. */
  STRICT(
      "an inspection that ends sessions whose 227 names another host, as Cisco ASA's does (406002)") {
    @Override
    boolean fits(Comparison all) {
      return all.is(Scene.FOREIGN_ADDRESS, Both::cut) && !all.is(Scene.OWN_ADDRESS, Both::cut);
    }
  },

  /** A rewriter that puts segments together first is no packet filter. */
  PROXY("an application proxy (it puts segments together before it rewrites)") {
    @Override
    boolean fits(Comparison all) {
      return all.is(Scene.TWO_SEGMENTS, Device::rewritten)
          && all.is(Scene.OWN_ADDRESS, Device::rewritten);
    }
  };

  private final String shown;

  Device(String shown) {
    this.shown = shown;
  }

  abstract boolean fits(Comparison all);

  /** Whether that holds of a scene, if it could be played. */
  private static boolean ifPlayed(Comparison all, Scene scene, Predicate<Both> which) {
    return !all.scenes().containsKey(scene) || all.is(scene, which);
  }

  /** Of a reply to PASV or EPSV. */
  private static boolean held(Both both) {
    return both.cut()
        && both.lostAnswer().filter(change -> change.sent().matches("22[79] .*")).isPresent();
  }

  private static boolean rewritten(Both both) {
    return both.answers().filter(change -> !change.lost()).isPresent();
  }

  /** The first that fits. */
  static Optional<Device> of(Comparison all) {
    for (var device : values()) {
      if (device.fits(all)) {
        return Optional.of(device);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return shown;
  }
}
