package pasvport.doctor.finding;

import pasvport.doctor.fact.Product;

/**
 * The lines that set an FTP server right, in its own configuration. The names and where they stand
 * are those of the servers' manuals and sources.
 */
final class Settings {
  private Settings() {}

  /** To tell clients this address in a 227. */
  static String announce(Product product, String address) {
    return switch (product) {
      case VSFTPD ->
          "/etc/vsftpd.conf: pasv_address=%s, with listen=YES and listen_ipv6=NO (else it tells IPv4 clients 0.0.0.0)"
              .formatted(address);
      case PROFTPD -> "/etc/proftpd/proftpd.conf: MasqueradeAddress %s".formatted(address);
      case PURE_FTPD -> "/etc/pure-ftpd/conf/ForcePassiveIP: %s".formatted(address);
      case FILEZILLA_0 ->
          "Edit, Settings, Passive mode settings: Use the following IP %s".formatted(address);
      case FILEZILLA ->
          "Server, Configure, FTP and FTP over TLS, Passive mode: Public IP or hostname %s"
              .formatted(address);
      case IIS ->
          "IIS Manager, FTP Firewall Support of the site: External IP Address of Firewall %s"
              .formatted(address);
      case SFTPGO -> "sftpgo.json: ftpd.bindings[].force_passive_ip \"%s\"".formatted(address);
      case PYFTPDLIB -> "handler.masquerade_address = \"%s\", or -n %1$s".formatted(address);
      case APACHE_FTPSERVER ->
          "<data-connection><passive external-address=\"%s\"/></data-connection>"
              .formatted(address);
      case UNKNOWN ->
          "the server's setting for the address of passive mode (pasv_address, MasqueradeAddress, ForcePassiveIP, external IP): %s"
              .formatted(address);
    };
  }

  /** To take passive ports from this range alone. */
  static String range(Product product, int first, int last) {
    return switch (product) {
      case VSFTPD ->
          "/etc/vsftpd.conf: pasv_min_port=%d and pasv_max_port=%d".formatted(first, last);
      case PROFTPD -> "/etc/proftpd/proftpd.conf: PassivePorts %d %d".formatted(first, last);
      case PURE_FTPD ->
          "/etc/pure-ftpd/conf/PassivePortRange: %d %d (it allows half as many clients as ports)"
              .formatted(first, last);
      case FILEZILLA_0 ->
          "Edit, Settings, Passive mode settings: Use custom port range %d - %d"
              .formatted(first, last);
      case FILEZILLA ->
          "Server, Configure, FTP and FTP over TLS, Passive mode: Use custom port range %d to %d"
              .formatted(first, last);
      case IIS ->
          "IIS Manager, FTP Firewall Support of the whole server: Data Channel Port Range %d-%d, then restart ftpsvc"
              .formatted(first, last);
      case SFTPGO ->
          "sftpgo.json: ftpd.passive_port_range { start: %d, end: %d }".formatted(first, last);
      case PYFTPDLIB ->
          "handler.passive_ports = range(%d, %d), or -r %d-%d"
              .formatted(first, last + 1, first, last);
      case APACHE_FTPSERVER ->
          "<data-connection><passive ports=\"%d-%d\"/></data-connection>".formatted(first, last);
      case UNKNOWN -> "the server's range of passive ports: %d to %d".formatted(first, last);
    };
  }

  /** To take data that does not resume the control connection's TLS session. */
  static String withoutReuse(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: require_ssl_reuse=NO";
      case PROFTPD -> "/etc/proftpd/tls.conf: TLSOptions NoSessionReuseRequired";
      case FILEZILLA_0 ->
          "Edit, Settings, FTP over TLS settings: uncheck Require TLS session resumption on data connection";
      case FILEZILLA -> "FileZilla Server 1.x always demands it; there is no setting";
      case PURE_FTPD, IIS, SFTPGO, PYFTPDLIB, APACHE_FTPSERVER, UNKNOWN ->
          "the server's setting that data connections must reuse the TLS session";
    };
  }

  /** To take a data connection from an address that is not the control connection's. */
  static String anyPeer(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: pasv_promiscuous=YES";
      case PROFTPD ->
          "/etc/proftpd/proftpd.conf: AllowForeignAddress with a <Class> of your networks";
      case FILEZILLA_0 -> "FileZilla Server.xml: Check data connection IP 0";
      case IIS -> "applicationHost.config: dataChannelSecurity matchClientAddressForPasv=\"false\"";
      case SFTPGO -> "sftpgo.json: ftpd.bindings[].passive_connections_security 1";
      case PYFTPDLIB -> "handler.permit_foreign_addresses = True";
      case PURE_FTPD, FILEZILLA, APACHE_FTPSERVER, UNKNOWN ->
          "this server has no setting for it, or none that is known";
    };
  }

  /** To let clients use passive mode. */
  static String passive(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: pasv_enable=YES";
      case PROFTPD -> "/etc/proftpd/proftpd.conf: no <Limit PASV EPSV> that denies";
      case PURE_FTPD -> "/etc/pure-ftpd/conf/NATmode: no";
      case FILEZILLA_0, FILEZILLA, IIS, SFTPGO, PYFTPDLIB, APACHE_FTPSERVER, UNKNOWN ->
          "the server's setting for passive mode, or the policy of a proxy before it";
    };
  }

  /** To let clients use active mode. */
  static String active(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: port_enable=YES";
      case PROFTPD -> "/etc/proftpd/proftpd.conf: no <Limit PORT EPRT> that denies";
      case SFTPGO -> "sftpgo.json: ftpd.disable_active_mode false";
      case APACHE_FTPSERVER -> "<data-connection><active enabled=\"true\"/></data-connection>";
      case PURE_FTPD, FILEZILLA_0, FILEZILLA, IIS, PYFTPDLIB, UNKNOWN ->
          "the server's setting for active mode";
    };
  }

  /** To call clients from port 20. */
  static String fromPort20(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: connect_from_port_20=YES";
      case PROFTPD -> "/etc/proftpd/proftpd.conf: RootRevoke off";
      case SFTPGO -> "sftpgo.json: ftpd.active_transfers_port_non_20 false";
      case PURE_FTPD, FILEZILLA_0, FILEZILLA, IIS, PYFTPDLIB, APACHE_FTPSERVER, UNKNOWN ->
          "the server's setting for the source port of active mode";
    };
  }

  /** To greet without looking the client up first. */
  static String withoutLookups(Product product) {
    return switch (product) {
      case PROFTPD -> "/etc/proftpd/proftpd.conf: UseReverseDNS off";
      case PURE_FTPD -> "/etc/pure-ftpd/conf/DontResolve: yes";
      case VSFTPD -> "/etc/vsftpd.conf: reverse_lookup_enable=NO";
      case FILEZILLA_0, FILEZILLA, IIS, SFTPGO, PYFTPDLIB, APACHE_FTPSERVER, UNKNOWN ->
          "the server's setting for reverse DNS and ident";
    };
  }

  /** To let more clients in. */
  static String moreClients(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: max_clients and max_per_ip";
      case PROFTPD ->
          "/etc/proftpd/proftpd.conf: MaxInstances, MaxClients, MaxClientsPerHost, MaxConnectionsPerHost";
      case PURE_FTPD -> "/etc/pure-ftpd/conf/MaxClientsNumber and MaxClientsPerIP";
      case SFTPGO -> "sftpgo.json: common.max_total_connections and max_per_host_connections";
      case PYFTPDLIB -> "server.max_cons and server.max_cons_per_ip";
      case IIS -> "applicationHost.config: connections maxConnections";
      case APACHE_FTPSERVER -> "<server max-logins=\"…\" max-anon-logins=\"…\">";
      case FILEZILLA_0, FILEZILLA, UNKNOWN -> "the server's limits on connections";
    };
  }

  /** To keep a session that is idle for longer. */
  static String idle(Product product) {
    return switch (product) {
      case VSFTPD -> "/etc/vsftpd.conf: idle_session_timeout=1800";
      case PROFTPD -> "/etc/proftpd/proftpd.conf: TimeoutIdle 1800 and TimeoutNoTransfer 1800";
      case PURE_FTPD -> "/etc/pure-ftpd/conf/MaxIdleTime: 30 (minutes)";
      case SFTPGO -> "sftpgo.json: common.idle_timeout 30 (minutes)";
      case PYFTPDLIB -> "handler.timeout = 1800";
      case IIS -> "applicationHost.config: connections controlChannelTimeout=\"1800\"";
      case APACHE_FTPSERVER -> "<nio-listener idle-timeout=\"1800\">";
      case FILEZILLA_0, FILEZILLA, UNKNOWN -> "the server's idle timeout";
    };
  }
}
