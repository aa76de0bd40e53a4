package pasvport.firewall.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;

/**
 * How one server's configuration says what a plan may ask of it. Each directive stands in the
 * server's own manual or schema: vsftpd.conf(5), ProFTPD's mod_core, mod_tls and howto/NAT,
 * pure-ftpd(8), FileZilla Server's settings, IIS's {@code firewallSupport}, SFTPGo's {@code ftpd}
 * section, Apache FtpServer's Spring schema, pyftpdlib's options, bftpd.conf(5), ftpaccess(5),
 * ftpd.conf(5) of NetBSD, glftpd.conf.
 *
 * @param title the server's name
 * @param file where its configuration usually is
 * @param range the lines that set the range
 * @param announce the lines that set the address in 227
 * @param announceNothing what to do so that it announces its own address
 * @param log the lines that make a failed passive connection visible in its log
 * @param apply how the change comes into force
 */
record ServerManual(
    String title,
    String file,
    Function<PortRange, List<String>> range,
    Function<String, List<String>> announce,
    String announceNothing,
    List<String> log,
    String apply) {

  private static final String RESTART = "restart the server";

  /** The manual of the server with these settings. */
  static ServerManual of(ServerSettings settings) {
    return switch (settings.product()) {
      case VSFTPD -> vsftpd();
      case PROFTPD -> proftpd();
      case PURE_FTPD -> pureFtpd(settings);
      case FILEZILLA ->
          settings.config().filter(ServerManual::isOldFileZilla).isPresent()
              ? fileZilla09()
              : fileZilla1();
      case IIS -> iis();
      case SFTPGO -> sftpgo();
      case APACHE_FTPSERVER -> apacheFtpServer();
      case PYFTPDLIB -> pyftpdlib();
      case BFTPD -> bftpd();
      case WU_FTPD -> wuFtpd();
      case NETBSD_FTPD -> netbsdFtpd();
      case GLFTPD -> glftpd();
      case OTHER -> other();
    };
  }

  private static ServerManual vsftpd() {
    return new ServerManual(
        "vsftpd",
        "/etc/vsftpd.conf",
        range -> List.of("pasv_min_port=" + range.first(), "pasv_max_port=" + range.last()),
        // Tested with 3.0.3.
        address ->
            List.of(
                "pasv_address=" + address,
                "# with listen_ipv6=YES clients of IPv4 would be told 0.0.0.0",
                "listen=YES",
                "listen_ipv6=NO"),
        "remove the line pasv_address",
        // Without log_ftp_protocol a listing that fails leaves no line (tested).
        List.of("xferlog_enable=YES", "xferlog_std_format=NO", "log_ftp_protocol=YES"),
        RESTART);
  }

  private static ServerManual proftpd() {
    return new ServerManual(
        "ProFTPD",
        "/etc/proftpd/proftpd.conf",
        range -> List.of("PassivePorts %d %d".formatted(range.first(), range.last())),
        address -> List.of("MasqueradeAddress " + address),
        "remove the line MasqueradeAddress",
        List.of(
            "SystemLog /var/log/proftpd/proftpd.log",
            "TransferLog /var/log/proftpd/xferlog",
            "TLSLog /var/log/proftpd/tls.log"),
        RESTART);
  }

  private static ServerManual pureFtpd(ServerSettings settings) {
    var folder =
        settings.config().filter(config -> config.endsWith("conf")).map(Path::toString).orElse("");
    Function<String, String> line =
        text ->
            folder.isEmpty()
                ? text
                : "echo '%s' > %s/%s"
                    .formatted(
                        text.substring(text.indexOf(' ') + 1),
                        folder,
                        text.substring(0, text.indexOf(' ')));
    return new ServerManual(
        "Pure-FTPd",
        "/etc/pure-ftpd/conf",
        range ->
            List.of(line.apply("PassivePortRange %d %d".formatted(range.first(), range.last()))),
        address -> List.of(line.apply("ForcePassiveIP " + address)),
        "remove ForcePassiveIP",
        List.of(line.apply("VerboseLog yes")),
        RESTART);
  }

  private static boolean isOldFileZilla(Path config) {
    return config.endsWith("FileZilla Server.xml");
  }

  private static ServerManual fileZilla09() {
    return new ServerManual(
        "FileZilla Server 0.9",
        "FileZilla Server.xml",
        range ->
            List.of(
                "<Item name=\"Use custom PASV ports\" type=\"numeric\">1</Item>",
                "<Item name=\"Custom PASV min port\" type=\"numeric\">%d</Item>"
                    .formatted(range.first()),
                "<Item name=\"Custom PASV max port\" type=\"numeric\">%d</Item>"
                    .formatted(range.last())),
        address ->
            List.of(
                "<Item name=\"Custom PASV IP type\" type=\"numeric\">1</Item>",
                "<Item name=\"Custom PASV IP\" type=\"string\">%s</Item>".formatted(address)),
        "set \"Custom PASV IP type\" to 0",
        List.of("<Item name=\"Enable logging\" type=\"numeric\">1</Item>"),
        RESTART);
  }

  private static ServerManual fileZilla1() {
    return new ServerManual(
        "FileZilla Server",
        "settings.xml",
        range ->
            List.of(
                "below /filezilla/ftp_server/session/pasv:",
                "<port_range><min>%d</min><max>%d</max></port_range>"
                    .formatted(range.first(), range.last())),
        address ->
            List.of(
                "below /filezilla/ftp_server/session/pasv:",
                "<host_override>%s</host_override>".formatted(address)),
        "empty host_override",
        List.of("below /filezilla/logger:", "<name>/var/log/filezilla-server.log</name>"),
        RESTART);
  }

  private static ServerManual iis() {
    return new ServerManual(
        "IIS",
        "applicationHost.config",
        range ->
            List.of(
                "below configuration/system.ftpServer (for all sites):",
                "<firewallSupport lowDataChannelPort=\"%d\" highDataChannelPort=\"%d\"/>"
                    .formatted(range.first(), range.last())),
        address ->
            List.of(
                "below the site's ftpServer:",
                "<firewallSupport externalIp4Address=\"%s\"/>".formatted(address)),
        "remove externalIp4Address",
        List.of(),
        "restart the service ftpsvc; a new range is not seen before");
  }

  private static ServerManual sftpgo() {
    return new ServerManual(
        "SFTPGo",
        "sftpgo.json",
        range ->
            List.of(
                "in ftpd: \"passive_port_range\": {\"start\": %d, \"end\": %d}"
                    .formatted(range.first(), range.last())),
        address -> List.of("in ftpd.bindings: \"force_passive_ip\": \"%s\"".formatted(address)),
        "empty force_passive_ip and passive_host",
        List.of(),
        RESTART);
  }

  private static ServerManual apacheFtpServer() {
    return new ServerManual(
        "Apache FtpServer",
        "ftpd-typical.xml",
        range -> List.of("in data-connection: <passive ports=\"%s\"/>".formatted(range)),
        address ->
            List.of("in data-connection: <passive external-address=\"%s\"/>".formatted(address)),
        "remove external-address",
        List.of(),
        RESTART);
  }

  private static ServerManual pyftpdlib() {
    return new ServerManual(
        "pyftpdlib",
        "its command line",
        range ->
            List.of(
                "-r %s".formatted(range),
                "or in Python: handler.passive_ports = range(%d, %d)"
                    .formatted(range.first(), range.last() + 1)),
        address ->
            List.of(
                "-n " + address,
                "or in Python: handler.masquerade_address = '%s'".formatted(address)),
        "remove -n, or masquerade_address",
        List.of("-l /var/log/pyftpdlib.log"),
        RESTART);
  }

  private static ServerManual bftpd() {
    return new ServerManual(
        "bftpd",
        "/etc/bftpd.conf",
        range -> List.of("PASSIVE_PORTS=\"%s\"".formatted(range)),
        address -> List.of("OVERRIDE_IP=\"%s\"".formatted(address)),
        "remove OVERRIDE_IP",
        List.of("LOGFILE=\"/var/log/bftpd.log\""),
        RESTART);
  }

  private static ServerManual wuFtpd() {
    return new ServerManual(
        "wu-ftpd",
        "/etc/ftpaccess",
        range -> List.of("passive ports 0.0.0.0/0 %d %d".formatted(range.first(), range.last())),
        address -> List.of("passive address %s 0.0.0.0/0".formatted(address)),
        "remove the lines passive address",
        List.of("log transfers anonymous,guest,real inbound,outbound"),
        "nothing: each session reads it");
  }

  private static ServerManual netbsdFtpd() {
    return new ServerManual(
        "NetBSD's ftpd",
        "/etc/ftpd.conf",
        range -> List.of("portrange all %d %d".formatted(range.first(), range.last())),
        address -> List.of("advertize all " + address),
        "remove the lines advertize",
        List.of(),
        "nothing: each session reads it");
  }

  private static ServerManual glftpd() {
    return new ServerManual(
        "glFTPd",
        "/etc/glftpd.conf",
        range -> List.of("pasv_ports " + range),
        address -> List.of("pasv_addr " + address),
        "remove the lines pasv_addr",
        List.of(),
        "nothing: each session reads it");
  }

  private static ServerManual other() {
    return new ServerManual(
        "the server",
        "its configuration",
        range -> List.of("passive ports: %s".formatted(range)),
        address -> List.of("address for passive mode (external or masquerade address): " + address),
        "take the external or masquerade address out",
        List.of(),
        RESTART);
  }
}
