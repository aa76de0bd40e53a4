package pasvport.doctor.explain;

/**
 * The formats of logs that can be read, and how each product is made to log enough to follow a data
 * connection.
 */
public enum LogFormat {
  NETFILTER(
      "netfilter log",
      Side.FIREWALL,
      "nftables: a rule that logs new connections of the client, before the one that decides: ip"
          + " saddr ADDRESS tcp flags & (syn | ack) == syn log prefix \"ftp-seen: \"; UFW: ufw"
          + " logging medium"),
  ULOGD_JSON(
      "ulogd JSON",
      Side.FIREWALL,
      "nftables: a rule that logs new connections of the client to ulogd's group: tcp flags &"
          + " (syn | ack) == syn log prefix \"ftp-seen: \" group 1"),
  PFLOG("pflog", Side.FIREWALL, "pf: the word log in the block and pass rules of the FTP server"),
  PFSENSE(
      "pfSense filterlog",
      Side.FIREWALL,
      "pfSense: \"Log packets that are handled by this rule\" in the rules of the FTP server, and"
          + " the default block rules under Status, System Logs, Settings"),
  WINDOWS_FIREWALL(
      "Windows firewall log",
      Side.FIREWALL,
      "Windows: Set-NetFirewallProfile -All -LogBlocked True -LogAllowed True"),
  CISCO_ASA(
      "Cisco ASA syslog",
      Side.FIREWALL,
      "Cisco ASA: logging enable, logging trap informational (302013 and 302014 are of that"
          + " level), and log behind the deny of the access list"),
  NFT_TRACE("nftables trace", Side.FIREWALL, "nft monitor trace, with meta nftrace set 1"),
  CONNTRACK("conntrack events", Side.FIREWALL, "conntrack -E -o timestamp"),
  VSFTPD(
      "vsftpd log",
      Side.SERVER,
      "vsftpd.conf: log_ftp_protocol=YES, xferlog_enable=YES and xferlog_std_format=NO"),
  PROFTPD(
      "ProFTPD log",
      Side.SERVER,
      "proftpd.conf: LogFormat ftp \"%a %l %u %t \\\"%r\\\" %s %b \\\"%S\\\"\" and ExtendedLog"
          + " /var/log/proftpd/ftp.log ALL ftp"),
  PURE_FTPD("Pure-FTPd log", Side.SERVER, "Pure-FTPd: VerboseLog yes (-d -d)"),
  PYFTPDLIB("pyftpdlib log", Side.SERVER, "pyftpdlib: logging.basicConfig(level=logging.DEBUG)"),
  SFTPGO("SFTPGo log", Side.SERVER, "SFTPGo: serve --log-level debug"),
  IIS(
      "IIS FTP log",
      Side.SERVER,
      "IIS: the fields c-port, s-port, sc-substatus and x-session under FTP Logging, Select W3C"
          + " Fields"),
  COMMON_LOG(
      "common log format",
      Side.SERVER,
      "ProFTPD: \\\"%S\\\" in LogFormat, which is the text of the reply"),
  XFERLOG(
      "xferlog",
      Side.SERVER,
      "xferlog has finished transfers alone. Give the server's own log as well"),
  PASVPORT("pasvport log", Side.SERVER, "the gateway's log has each transfer with its port");

  /** Whose log it is. */
  public enum Side {
    FIREWALL,
    SERVER
  }

  private final String shown;
  private final Side side;
  private final String more;

  LogFormat(String shown, Side side, String more) {
    this.shown = shown;
    this.side = side;
    this.more = more;
  }

  public Side side() {
    return side;
  }

  /** What to switch on when the log says too little: product, then the lines. */
  public String more() {
    return more;
  }

  @Override
  public String toString() {
    return shown;
  }
}
