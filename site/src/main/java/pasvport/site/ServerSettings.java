package pasvport.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an FTP server's own configuration says, as {@code pasvport import} found it or as its
 * administrator wrote it down. The plan of the firewall rests on it; the gateway does not read it.
 *
 * @param product which server it is
 * @param version its version, if known
 * @param config the file that it was read from
 * @param implicitPort the port of implicit TLS; empty if there is none
 * @param sftpPort the port of SFTP, if the server has that too
 * @param passivePorts the ports that PASV draws from; empty if the kernel chooses, or nothing does
 * @param passiveSource where those ports come from; see {@link #passiveFrom()}
 * @param epsvPorts the ports of EPSV where they differ from PASV's
 * @param epsvSource where the ports of EPSV come from where it differs; see {@link #epsvFrom()}
 * @param beyondRange what happens when the range is exhausted; empty if not known
 * @param announces the address in 227 for clients of no other network
 * @param announcesResolved when a name in {@code announces} is looked up; empty if not known
 * @param announcesFor other addresses for clients of some networks, the first match first
 * @param active whether PORT and EPRT are served
 * @param activeSourcePort the port that active data comes from, 0 for any; empty if not known
 * @param tls whether the control connection can or must be encrypted
 * @param dataTls whether data connections can or must be encrypted
 * @param sessionReuse whether data connections must resume the control connection's TLS session
 * @param checksPeer whether data connections from other addresses than the client's are refused
 * @param sessions control connections at once; empty if unbounded or not known
 * @param sessionsPerAddress the same from one address
 * @param runsOn whose host it stands on; empty if that follows from its address
 */
public record ServerSettings(
    @Key(value = "Which server it is.", standard = "other") Product product,
    @Key("Its version.") Optional<String> version,
    @Key("The configuration that all this was read from.") Optional<Path> config,
    @Key(value = "The port of implicit TLS, if the server has one.", max = PortRange.HIGHEST)
        Optional<Integer> implicitPort,
    @Key(value = "The port of SFTP, if the server has one.", max = PortRange.HIGHEST)
        Optional<Integer> sftpPort,
    @Key(
            "The ports that the server draws from for PASV, and for EPSV unless told otherwise. Left"
                + " out, the kernel chooses.")
        List<PortRange> passivePorts,
    @Key(
            "Where those ports come from: `explicit` is set in the configuration, `built-in` is the"
                + " server's own choice, `kernel` any port that is free, `none` no passive mode."
                + " Left out, `explicit` with `passive-ports` and `kernel` without.")
        Optional<PortSource> passiveSource,
    @Key("The ports of EPSV, where they differ from those of PASV.") List<PortRange> epsvPorts,
    @Key("Where the ports of EPSV come from, where that differs from PASV.")
        Optional<PortSource> epsvSource,
    @Key(
            "When all ports of the range are taken, the server refuses the transfer, or leaks: it"
                + " takes a port outside, which the firewall drops. Left out, not known.")
        Optional<BeyondRange> beyondRange,
    @Key(
            value =
                "The address that the server names in reply to PASV; `auto` is one that it finds out"
                    + " itself.",
            standard = Advertise.SAME_AS_CONTROL)
        Advertise announces,
    @Key("When the server looks up the name in `announces`.")
        Optional<NameLookup> announcesResolved,
    @Key("What it names to clients of some networks instead; the first entry that matches holds.")
        List<AdvertiseFor> announcesFor,
    @Key(value = "Whether the server takes PORT and EPRT.", standard = "true") boolean active,
    @Key(
            value =
                "The port from which the server makes active data connections; 0 for any. Left out,"
                    + " not known.",
            min = 0,
            max = PortRange.HIGHEST)
        Optional<Integer> activeSourcePort,
    @Key(value = "TLS on the control connection.", standard = "off") TlsUse tls,
    @Key(value = "TLS on data connections.", standard = "off") TlsUse dataTls,
    @Key(
            value = "Whether a data connection must resume the control connection's TLS session.",
            standard = "false")
        boolean sessionReuse,
    @Key(
            value =
                "Whether the server refuses data connections from another address than the"
                    + " client's.",
            standard = "true")
        boolean checksPeer,
    @Key(value = "Control connections at once. Left out, no bound is known.", max = MOST_SESSIONS)
        Optional<Integer> sessions,
    @Key(value = "The same from one client address.", max = MOST_SESSIONS)
        Optional<Integer> sessionsPerAddress,
    @Key(
            "Whose host the server stands on: its `own`, or the `gateway`'s. Left out, its address"
                + " tells.")
        Optional<RunsOn> runsOn) {

  /** No server takes more; what is written beyond means none. */
  static final int MOST_SESSIONS = 1_000_000;

  public ServerSettings {
    passivePorts = List.copyOf(passivePorts);
    epsvPorts = List.copyOf(epsvPorts);
    announcesFor = List.copyOf(announcesFor);
  }

  /** The settings of a server of which nothing is known. */
  public static ServerSettings unknown() {
    return Shape.Section.of(ServerSettings.class).defaults(ServerSettings.class);
  }

  /** FTP servers whose configuration can be imported, and all others. */
  public enum Product {
    VSFTPD,
    PROFTPD,
    PURE_FTPD,
    FILEZILLA,
    IIS,
    SFTPGO,
    APACHE_FTPSERVER,
    PYFTPDLIB,
    BFTPD,
    WU_FTPD,
    NETBSD_FTPD,
    GLFTPD,
    OTHER
  }

  /** Where passive ports come from. */
  public enum PortSource {
    /** The configuration names them. */
    EXPLICIT,
    /** Nothing names them, and the kernel gives any that is free. */
    KERNEL,
    /** Nothing names them, and the server draws from a range of its own. */
    BUILT_IN,
    /** The command is not served. */
    NONE
  }

  /** What a server does when all ports of its range are taken. */
  public enum BeyondRange {
    /** The transfer fails, with a reply. */
    REFUSE,
    /** A port outside is announced, which a firewall drops. */
    LEAK
  }

  /** When a server looks up the name that it announces the address of. */
  public enum NameLookup {
    AT_START,
    PER_SESSION,
    PER_COMMAND,
    /** The name itself stands in the reply, which no client understands. */
    NEVER
  }

  /** Whether connections are encrypted. */
  public enum TlsUse {
    OFF,
    OFFERED,
    REQUIRED
  }

  /** Whose host a server stands on. */
  public enum RunsOn {
    OWN,
    GATEWAY
  }

  /** Where the ports of PASV come from. */
  public PortSource passiveFrom() {
    return passiveSource.orElse(passivePorts.isEmpty() ? PortSource.KERNEL : PortSource.EXPLICIT);
  }

  /** Where the ports of EPSV come from. */
  public PortSource epsvFrom() {
    return epsvSource.orElse(epsvPorts.isEmpty() ? passiveFrom() : PortSource.EXPLICIT);
  }

  /** The ports of EPSV; empty if the kernel chooses, or nothing does. */
  public List<PortRange> portsOfEpsv() {
    return epsvSource.isEmpty() && epsvPorts.isEmpty() ? passivePorts : epsvPorts;
  }
}
