package pasvport.trials;

import static pasvport.trials.DoctorCase.broken;
import static pasvport.trials.DoctorCase.good;
import static pasvport.trials.DoctorSpot.ALL;
import static pasvport.trials.DoctorSpot.RANGE;

import java.util.List;
import java.util.stream.Stream;

/** The failure modes that are made in the lab, and healthy combinations, a row each. */
final class DoctorCases {
  private static final String REUSE = "tls-session-reuse-demanded proved";

  private DoctorCases() {}

  static List<DoctorCase> all() {
    return Stream.of(healthy(), control(), addresses(), passive(), active(), tls(), time(), ssh())
        .flatMap(List::stream)
        .toList();
  }

  private static List<DoctorCase> healthy() {
    return List.of(
        good("vsftpd through forwarded ports", spot -> spot.open(ALL).vsftpd())
            .at("ftp://ADDRESS/pub/")
            .with("upload"),
        good(
                "vsftpd with TLS through forwarded ports",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity()))
            .at("ftp://ADDRESS/pub/")
            .with("trusted")
            .may(REUSE),
        good("vsftpd under TLS alone", spot -> spot.open(ALL).vsftpdWithTls(spot.identity()))
            .at("ftpes://ADDRESS/pub/")
            .with("trusted", "upload")
            .may(REUSE),
        good(
                "vsftpd under implicit TLS",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity(), "implicit_ssl=YES"))
            .at("ftps://ADDRESS:21/pub/")
            .with("trusted")
            .may(REUSE),
        good(
                "ProFTPD with TLS",
                spot ->
                    spot.open(ALL)
                        .proftpdWithTls(spot.identity(), "MasqueradeAddress " + spot.address()))
            .at("ftp://alice@ADDRESS/")
            .with("trusted", "upload")
            .may(REUSE, "active-not-from-port-20 proved"),
        good(
                "Pure-FTPd with TLS",
                spot ->
                    spot.open(ALL)
                        .pureFtpdWithTls(spot.identity(), "--forcepassiveip=" + spot.address()))
            .at("ftp://alice@ADDRESS/")
            .with("trusted", "upload"),
        good("pyftpdlib", spot -> spot.open(ALL).faulty())
            .with("upload")
            .may("active-not-from-port-20 proved"),
        good("vsftpd over IPv6", spot -> spot.open(ALL).vsftpd("listen=NO", "listen_ipv6=YES"))
            .at("ftp://INSIDE6/pub/")
            .with("upload"),
        good("vsftpd behind the gateway, with TLS", spot -> spot.open(ALL).gateway(spot.identity()))
            .at("ftp://ADDRESS/pub/")
            .with("trusted", "upload")
            .may(REUSE, "active-not-from-port-20 proved"),
        good("the built-in server behind the gateway", spot -> spot.open(ALL).embedded(21))
            .may(
                "active-not-from-port-20 proved",
                "certificate-untrusted proved",
                "certificate-other-name proved"),
        good("the built-in server by SFTP", spot -> spot.open("2022").embedded(2022))
            .at("sftp://ADDRESS:2022/")
            .may("sftp-login-untried proved"),
        good(
            "the kernel's helper and a server that announces its own address",
            spot -> spot.in("21").out().helper().vsftpd("pasv_address=" + spot.inside())));
  }

  private static List<DoctorCase> control() {
    return List.of(
        broken("A1", "nothing listens", spot -> spot.open(ALL), "control-refused proved"),
        broken(
            "A2",
            "the control port is dropped",
            spot -> spot.open(RANGE).vsftpd(),
            "control-dropped likely"),
        broken(
            "A3",
            "the control port is rejected by ICMP",
            spot ->
                spot.open(RANGE)
                    .rule(
                        "forward ip daddr %s reject with icmp admin-prohibited"
                            .formatted(spot.inside()))
                    .vsftpd(),
            "control-unreachable likely"),
        broken(
                "A4",
                "a late greeting",
                spot -> spot.open(ALL).faulty("\"greet-after\": 5, ", new String[0]),
                "greeting-late likely")
            .may("active-not-from-port-20 proved"),
        broken(
            "A5",
            "a server that is full",
            spot ->
                spot.open(ALL)
                    .listener(21, "421 There are too many connected users, please try later.\r\n"),
            "client-refused proved"),
        broken(
            "A5",
            "hosts.deny",
            spot -> spot.open(ALL).listener(21, "", "close"),
            "closed-at-once likely"),
        broken(
                "F5",
                "one connection for each address",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity(), "max_per_ip=1"),
                "too-many-connections proved")
            .with("trusted"),
        broken(
            "A6",
            "a limit that shuts the client out",
            spot ->
                spot.open(ALL)
                    .rule(
                        "early ip daddr %s tcp dport 21 ct state new limit rate over 1/hour burst 2 packets drop"
                            .formatted(spot.inside()))
                    .vsftpd(),
            "shut-during-test likely"),
        broken(
            "A7",
            "SSH on the port",
            spot -> spot.open(ALL).listener(21, "SSH-2.0-OpenSSH_9.2p1\r\n"),
            "wrong-protocol proved"),
        broken(
                "A7",
                "implicit TLS on the port",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity(), "implicit_ssl=YES"),
                "implicit-tls proved")
            .with("trusted"),
        broken(
                "A7",
                "clear text on the port of implicit TLS",
                spot -> spot.open(ALL).vsftpd(),
                "plain-on-tls-port likely")
            .at("ftps://ADDRESS:21/"),
        broken(
            "A7",
            "a port that says nothing",
            spot -> spot.open(ALL).listener(21),
            "greeting-missing likely"),
        broken(
                "A9",
                "IPv6 is published and not served",
                spot -> spot.in(ALL).out().vsftpd(),
                "ipv6-shut proved")
            .at("ftp://NAME/pub/")
            .with("named"),
        broken(
                "A9",
                "passive ports are shut over IPv6",
                spot ->
                    spot.in(ALL)
                        .in6("21")
                        .out()
                        .vsftpd("listen=NO", "listen_ipv6=YES", "pasv_address="),
                "passive-ipv6-shut proved",
                "pasv-private-address proved")
            .at("ftp://NAME/pub/")
            .with("named"),
        broken(
                "A8",
                "the name leads to a proxy that passes the control connection alone",
                spot -> spot.open(ALL).proxyTo(behind -> behind.open(ALL).vsftpd()),
                "pasv-other-address likely",
                "passive-refused likely")
            .may("active-address-refused likely"),
        broken(
                "A10",
                "a client behind NAT64",
                spot -> spot.open(ALL).nat64().vsftpd(),
                "nat64 proved")
            .at("ftp://NAT64/pub/"),
        broken("–", "a name that nobody has", spot -> {}, "name-not-found proved")
            .at("ftp://nobody.invalid/"),
        broken("–", "a wrong password", spot -> spot.open(ALL).proftpd(), "login-refused proved")
            .at("ftp://bob@ADDRESS/"),
        broken(
                "–",
                "a password and a certificate that nobody vouches for",
                spot -> spot.open(ALL).proftpdWithTls(spot.identity()),
                "password-withheld proved",
                "certificate-untrusted proved")
            .at("ftpes://alice@ADDRESS/"));
  }

  private static List<DoctorCase> addresses() {
    return List.of(
        broken(
            "B1",
            "a private address",
            spot -> spot.open(ALL).vsftpd("pasv_address=" + spot.inside()),
            "pasv-private-address proved"),
        broken(
            "B2",
            "the loopback address",
            spot -> spot.open(ALL).vsftpd("pasv_address=127.0.0.1"),
            "pasv-loopback-address proved"),
        broken(
            "B3",
            "an IPv6 listener and pasv_address",
            spot -> spot.open(ALL).vsftpd("listen=NO", "listen_ipv6=YES"),
            "pasv-zero-address proved"),
        broken(
            "B4",
            "a container's address",
            spot -> spot.open(ALL).vsftpd("pasv_address=172.17.0.2"),
            "pasv-container-address likely"),
        broken(
            "B5",
            "an old address",
            spot -> spot.open(ALL).vsftpd("pasv_address=203.0.113.7"),
            "pasv-other-address likely"),
        broken(
                "B6",
                "a name that resolves to the inside",
                spot -> spot.open(ALL).proftpd("MasqueradeAddress eth0"),
                "pasv-private-address proved")
            .at("ftp://alice@ADDRESS/")
            .may("active-not-from-port-20 proved"),
        broken(
            "B7",
            "an address in quotes",
            spot -> spot.open(ALL).vsftpd("pasv_address=\"203.0.113.7\""),
            "pasv-setting-invalid proved"),
        broken(
                "B9",
                "two private addresses",
                spot -> spot.open(ALL).vsftpd("pasv_address=10.200.0.1"),
                "pasv-other-private-address cannot tell")
            .at("ftp://INSIDE/pub/")
            .may("active-from-other-address proved"),
        broken(
                "B8",
                "a client inside is sent to the outside address",
                spot -> spot.open(ALL).vsftpd(),
                "pasv-outside-address cannot tell")
            .at("ftp://INSIDE/pub/")
            .may("active-from-other-address proved"));
  }

  private static List<DoctorCase> passive() {
    return List.of(
        broken(
            "C1",
            "passive ports are dropped",
            spot -> spot.open("21").vsftpd("accept_timeout=60"),
            "passive-dropped proved"),
        broken(
            "C1",
            "passive ports are rejected by ICMP",
            spot ->
                spot.open("21")
                    .rule(
                        "forward ip daddr %s reject with icmp admin-prohibited"
                            .formatted(spot.inside()))
                    .vsftpd(),
            "passive-unreachable proved"),
        broken(
            "C2",
            "passive ports are refused",
            spot ->
                spot.open("21")
                    .rule("forward ip daddr %s reject with tcp reset".formatted(spot.inside()))
                    .vsftpd(),
            "passive-refused likely"),
        broken(
            "C3",
            "half of the range is open",
            spot -> spot.open("21, 50000-50004").vsftpd(),
            "passive-partly-open proved"),
        broken(
                "C4",
                "Pure-FTPd has no port left",
                spot -> {
                  spot.open(ALL).pureFtpd("--forcepassiveip=" + spot.address());
                  for (int port = 50_000; port <= 50_009; port++) {
                    spot.listener(port);
                  }
                },
                "passive-exhausted proved")
            .at("ftp://alice@ADDRESS/"),
        broken(
            "C4",
            "vsftpd has no port left",
            spot -> {
              spot.open(ALL).vsftpd("pasv_max_port=50001");
              spot.listener(50_000);
              spot.listener(50_001);
            },
            "passive-exhausted proved"),
        broken(
            "C5",
            "the range is set the wrong way round",
            spot -> spot.open(ALL).vsftpd("pasv_min_port=60000", "pasv_max_port=50000"),
            "passive-dropped proved"),
        broken(
            "C6",
            "the range is mapped to other ports",
            spot -> {
              spot.open("21, 50100-50109").vsftpd();
              for (int port = 50_000; port <= 50_009; port++) {
                spot.firstRule(
                    "prerouting ip daddr %s tcp dport %d dnat ip to %s:%d"
                        .formatted(spot.address(), port, spot.inside(), port + 100));
              }
            },
            "passive-refused likely"),
        broken(
                "C7",
                "the port in a 227 is changed on the way",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "^227",
                            "=227 Entering passive mode (%s,195,119)."
                                .formatted(spot.address().replace('.', ','))),
                "pasv-broken proved")
            .may("active-not-from-port-20 proved"),
        broken(
            "C10",
            "no helper, and a server that relies on one",
            spot -> spot.open("21").vsftpd("pasv_address=" + spot.inside()),
            "passive-dropped proved",
            "pasv-private-address proved"),
        broken(
                "C11",
                "a helper that looks at port 21 alone",
                spot ->
                    spot.in("2121").out().helper().vsftpdAt(2121, "pasv_address=" + spot.inside()),
                "passive-dropped proved",
                "pasv-private-address proved")
            .at("ftp://ADDRESS:2121/"),
        broken(
            "C12",
            "a helper, and a server that announces the outside address",
            spot -> spot.in("21").out().helper().vsftpd(),
            "pasv-broken proved"),
        broken(
                "C13",
                "the reply to PASV is dropped",
                spot -> spot.open(ALL).faulty("^227", "drop"),
                "passive-unanswered likely")
            .may("active-not-from-port-20 proved"),
        broken(
                "C14",
                "the session ends at the reply to PASV",
                spot -> spot.open(ALL).faulty("^227", "close"),
                "passive-cut likely")
            .may("active-not-from-port-20 proved"),
        broken(
                "C15",
                "SYST is masked",
                spot -> spot.open(ALL).faulty("^215", "=215 XXXX XXXX XX"),
                "syst-masked likely")
            .may("active-not-from-port-20 proved"),
        broken(
                "C17",
                "a helper, and TLS",
                spot ->
                    spot.in("21")
                        .out()
                        .helper()
                        .vsftpdWithTls(spot.identity(), "pasv_address=" + spot.inside()),
                "ftps-blinds-helper proved",
                "pasv-private-address proved",
                "address-rewritten likely")
            .at("ftp://ADDRESS/pub/")
            .with("trusted"),
        broken(
                "C18",
                "AUTH TLS is cut off",
                spot -> spot.open(ALL).faulty("^234", "cut", "> AUTH", "=234 Go ahead"),
                "tls-cut likely")
            .at("ftpes://ADDRESS/"),
        broken(
                "C19",
                "the bytes of TLS are changed",
                spot -> spot.open(ALL).faulty("^234", "junk", "> AUTH", "=234 Go ahead"),
                "tls-broken likely")
            .at("ftpes://ADDRESS/"),
        broken(
                "C18",
                "AUTH TLS is refused",
                spot -> spot.open(ALL).vsftpd(),
                "auth-tls-refused proved")
            .at("ftpes://ADDRESS/"),
        broken(
            "C21",
            "data comes from another address",
            spot ->
                spot.open(ALL)
                    .rule(
                        "postrouting ip daddr %s tcp dport 50000-50009 snat ip to 10.99.0.1"
                            .formatted(spot.inside()))
                    .vsftpd(),
            "data-from-other-address proved"),
        broken(
                "C22",
                "control goes through a proxy, and data past it",
                spot -> spot.open(ALL).behindProxy(),
                "data-from-other-address proved")
            .may("active-address-refused likely"),
        broken(
            "C23",
            "a balancer sends every second data connection elsewhere",
            spot -> {
              spot.open(ALL).vsftpd("pasv_max_port=50001");
              spot.firstRule(
                  "prerouting ip daddr %s tcp dport 50000-50009 dnat ip to numgen inc mod 2 map { 0 : %s, 1 : 10.0.1.1 }"
                      .formatted(spot.address(), spot.inside()));
            },
            "passive-by-turns proved"),
        broken(
            "C16",
            "a firewall lets only so many data connections through",
            spot ->
                spot.open(ALL)
                    .rule(
                        "early ip daddr %s tcp dport 50000-50009 ct state new limit rate over 1/hour burst 4 packets drop"
                            .formatted(spot.inside()))
                    .vsftpd("pasv_max_port=50001"),
            "passive-by-turns proved"),
        broken(
                "C26",
                "the system does not let the server listen on its passive ports",
                spot -> {
                  // As SELinux and service managers can.
                  spot.host().kernel("net.ipv4.ip_local_port_range", "60001 65535");
                  spot.host().kernel("net.ipv4.ip_unprivileged_port_start", "60000");
                  spot.open(ALL).pureFtpd("--forcepassiveip=" + spot.address());
                },
                "passive-exhausted proved")
            .at("ftp://alice@ADDRESS/"),
        broken(
            "C28",
            "the firewall of the server's own host",
            spot ->
                spot.open(ALL)
                    .shutAtServer("input", "tcp dport 50000-50009")
                    .vsftpd("accept_timeout=60"),
            "passive-dropped proved"),
        broken(
                "C24",
                "EPSV is unknown",
                spot ->
                    spot.open(ALL)
                        .pureFtpd(
                            "--brokenclientscompatibility", "--forcepassiveip=" + spot.address()),
                "epsv-refused proved")
            .at("ftp://alice@ADDRESS/"),
        broken(
                "C24",
                "PASV is unknown",
                spot -> spot.open(ALL).faulty("> PASV", "=502 PASV is not for you"),
                "pasv-refused proved")
            .may("active-not-from-port-20 proved"),
        broken(
            "C24",
            "passive mode is switched off",
            spot -> spot.open(ALL).vsftpd("pasv_enable=NO"),
            "passive-disabled proved"),
        broken(
                "C24",
                "EPSV leads nowhere",
                spot ->
                    spot.open(ALL)
                        .faulty("^229", "=229 Entering Extended Passive Mode (|||50999|)"),
                "epsv-broken proved")
            .may("active-not-from-port-20 proved", "passive-dropped likely"),
        broken(
                "C25",
                "a 227 without numbers",
                spot -> spot.open(ALL).faulty("^227", "=227 Entering Passive Mode"),
                "passive-reply-malformed proved")
            .may("active-not-from-port-20 proved"),
        broken(
                "C25",
                "a 229 with a bar missing",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "^229 .*[(]...(\\d+)", "=229 Entering Extended Passive Mode (||\\1|)"),
                "passive-reply-odd proved")
            .may("active-not-from-port-20 proved"),
        broken(
            "C27",
            "data is taken on the way",
            spot -> {
              spot.open("21, 51000").vsftpd();
              spot.listener(51_000);
              spot.firstRule(
                  "prerouting ip daddr %s tcp dport 50000-50009 dnat ip to %s:51000"
                      .formatted(spot.address(), spot.inside()));
            },
            "accepted-in-between proved"));
  }

  private static List<DoctorCase> active() {
    return List.of(
        broken(
            "D1",
            "the client is behind NAT",
            spot ->
                spot.open(ALL)
                    .rule("postrouting ip daddr %s snat ip to 10.99.0.1".formatted(spot.inside()))
                    .vsftpd(),
            "active-address-refused likely"),
        broken(
                "D1",
                "the client is behind NAT, and Pure-FTPd says what it sees",
                spot ->
                    spot.open(ALL)
                        .rule(
                            "postrouting ip daddr %s snat ip to 10.99.0.1".formatted(spot.inside()))
                        .pureFtpd("--forcepassiveip=" + spot.address()),
                "active-address-refused proved")
            .at("ftp://alice@ADDRESS/"),
        broken(
            "D2",
            "the server cannot call out",
            spot -> spot.in(ALL).vsftpd("connect_timeout=5"),
            "active-dropped likely"),
        broken(
            "D10",
            "the firewall of the server's own host lets nothing out",
            spot ->
                spot.open(ALL).shutAtServer("output", "tcp sport 20").vsftpd("connect_timeout=5"),
            "active-dropped likely"),
        broken(
                "D13",
                "a device puts a low port into PORT",
                spot ->
                    spot.open(ALL)
                        .device(
                            behind -> behind.pureFtpd("--forcepassiveip=" + spot.address()),
                            """
                            {"commands": [["^PORT .*", "PORT %s,3,1"], ["^EPRT .*", "EPRT |1|%s|769|"]], "first": 50000, "last": 50009}\
                            """
                                .formatted(spot.inside().replace('.', ','), spot.inside())),
                "active-port-rewritten proved")
            .at("ftp://alice@ADDRESS/"),
        broken(
            "D7",
            "active mode is switched off",
            spot -> spot.open(ALL).vsftpd("port_enable=NO"),
            "active-disabled proved"),
        broken(
                "D8",
                "EPRT is unknown",
                spot -> spot.open(ALL).faulty("> EPRT", "=502 EPRT is not implemented"),
                "eprt-refused proved")
            .may("active-not-from-port-20 proved"),
        broken(
                "D9",
                "active mode under TLS needs a helper that reads it",
                spot ->
                    spot.in(ALL)
                        .helper()
                        .vsftpdWithTls(
                            spot.identity(), "pasv_address=" + spot.inside(), "connect_timeout=5"),
                "active-tls-dropped proved",
                "pasv-private-address proved",
                "address-rewritten likely")
            .with("trusted")
            .may(REUSE),
        broken(
            "D11",
            "the server calls from any port",
            spot -> spot.open(ALL).vsftpd("connect_from_port_20=NO"),
            "active-not-from-port-20 proved"),
        broken(
            "D12",
            "the server calls from another address",
            spot ->
                spot.in(ALL)
                    .rule("forward ip saddr %s ct state new accept".formatted(spot.inside()))
                    .sourceNat("198.51.100.1")
                    .vsftpd(),
            "active-from-other-address proved"),
        broken(
            "D15",
            "the client's own firewall",
            spot -> spot.open(ALL).shutAtClient().vsftpd("connect_timeout=5"),
            "active-dropped likely"),
        broken(
            "D14",
            "the server calls whom it is told to",
            spot -> spot.open(ALL).vsftpd("port_promiscuous=YES"),
            "bounce-open likely"));
  }

  private static List<DoctorCase> tls() {
    return List.of(
        broken(
                "E1",
                "data must resume the session",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity()),
                REUSE)
            .with("trusted"),
        broken(
                "E3",
                "a server that demands session reuse and soon forgets sessions",
                spot ->
                    spot.open(ALL)
                        .proftpdWithTls(
                            spot.identity(),
                            "MasqueradeAddress " + spot.address(),
                            "TLSSessionCache internal: 3",
                            "TLSSessionTickets off"),
                "tls-session-not-resumed likely")
            .at("ftpes://alice@ADDRESS/")
            .with("trusted", "idle")
            .may("active-not-from-port-20 proved", REUSE),
        broken(
                "–",
                "PROT P is accepted, and data comes in clear",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "\"plain-data\": true, \"certificate\": \"%s\", "
                                .formatted(spot.identity().both()),
                            new String[0]),
                "data-tls-broken likely")
            .at("ftpes://ADDRESS/")
            .with("trusted")
            .may("active-not-from-port-20 proved"),
        broken(
            "–",
            "a certificate whose time is nearly over",
            spot -> spot.open(ALL).vsftpdWithTls(spot.expiring()),
            "certificate-expires-soon proved",
            "certificate-untrusted proved",
            REUSE),
        broken(
                "E4",
                "data in clear is refused under TLS",
                spot ->
                    spot.open(ALL)
                        .vsftpdWithTls(
                            spot.identity(),
                            "force_anon_data_ssl=YES",
                            "force_anon_logins_ssl=YES"),
                "clear-data-refused proved",
                "tls-demanded proved",
                REUSE)
            .with("trusted"),
        broken(
                "E4",
                "PROT P is refused",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "\"certificate\": \"%s\", ".formatted(spot.identity().both()),
                            new String[] {"> PROT P", "=536 PROT P is not for you"}),
                "prot-p-refused proved")
            .at("ftpes://ADDRESS/")
            .with("trusted"),
        broken(
                "E5",
                "Pure-FTPd lets nobody in without TLS",
                spot ->
                    spot.open(ALL)
                        .pureFtpd(
                            "--tls=2",
                            "--certfile=" + spot.identity().both(),
                            "--forcepassiveip=" + spot.address()),
                "tls-demanded proved")
            .at("ftp://alice@ADDRESS/")
            .with("trusted"),
        broken(
                "E6",
                "data ends without close_notify",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "\"no-close-notify\": true, \"certificate\": \"%s\", "
                                .formatted(spot.identity().both()),
                            new String[0]),
                "close-notify-missing proved")
            .at("ftpes://ADDRESS/")
            .with("trusted")
            .may("active-not-from-port-20 proved"),
        broken(
                "E7",
                "AUTH TLS is answered with 200",
                spot ->
                    spot.open(ALL)
                        .faulty(
                            "\"certificate\": \"%s\", ".formatted(spot.identity().both()),
                            new String[] {"^234", "=200 AUTH command ok; starting SSL connection"}),
                "auth-reply-odd proved")
            .at("ftpes://ADDRESS/")
            .with("trusted")
            .may("active-not-from-port-20 proved"),
        broken(
            "C20",
            "nobody vouches for the certificate",
            spot -> spot.open(ALL).vsftpdWithTls(spot.identity()),
            "certificate-untrusted proved",
            REUSE),
        broken(
            "–",
            "a certificate whose time is over",
            spot -> spot.open(ALL).vsftpdWithTls(spot.expired()),
            "certificate-expired proved",
            REUSE),
        broken(
                "C20",
                "a certificate for another name",
                spot -> spot.open(ALL).vsftpdWithTls(spot.identity()),
                "certificate-other-name proved",
                REUSE)
            .at("ftpes://INSIDE/pub/")
            .with("trusted")
            .may("pasv-outside-address cannot tell", "active-from-other-address proved"));
  }

  private static List<DoctorCase> time() {
    return List.of(
        broken(
                "F1",
                "the firewall forgets an idle connection",
                spot -> spot.open(ALL).forgetful().vsftpd(),
                "idle-dropped likely")
            .with("idle"),
        broken(
                "F2",
                "the server ends an idle session",
                spot -> spot.open(ALL).vsftpd("idle_session_timeout=3"),
                "idle-ended proved")
            .with("idle"),
        broken(
                "F3",
                "large packets vanish",
                spot ->
                    spot.open(ALL)
                        .rule("early ip saddr %s ip length > 1400 drop".formatted(spot.inside()))
                        .vsftpd(),
                "large-transfer-stalls likely")
            .at("ftp://ADDRESS/pub/"),
        broken(
                "F2",
                "the server breaks transfers off",
                spot -> spot.open(ALL).faulty("^226", "=426 Data timeout. Reconnect. Sorry."),
                "transfer-broken likely")
            .may("active-not-from-port-20 proved"),
        broken(
                "F1",
                "the last reply is lost",
                spot -> spot.open(ALL).faulty("^226", "drop"),
                "final-reply-missing likely")
            .may("active-not-from-port-20 proved"),
        broken(
                "–",
                "a folder that is not there",
                spot -> spot.open(ALL).proftpd("MasqueradeAddress " + spot.address()),
                "listing-refused proved")
            .at("ftp://alice@ADDRESS/missing/")
            .may("active-not-from-port-20 proved"),
        broken(
                "–",
                "an upload where nobody may write",
                spot -> spot.open(ALL).vsftpd("write_enable=NO"),
                "upload-refused proved")
            .with("upload"),
        broken(
                "–",
                "a server that does not say why",
                spot -> spot.open(ALL).faulty("> LIST", "=451 Something is not right"),
                "unexplained cannot tell")
            .may("active-not-from-port-20 proved"),
        broken(
            "F4",
            "one reply too many",
            spot -> spot.open(ALL).faulty("^215", "+257 \\\"/\\\" is the current directory"),
            "replies-out-of-step likely"));
  }

  private static List<DoctorCase> ssh() {
    return List.of(
        good(
                "OpenSSH, with a key, up and down",
                spot -> spot.open("22").sshd("Subsystem sftp internal-sftp"))
            .at("sftp://root@ADDRESS/FOLDER/")
            .with("key", "upload"),
        broken(
                "–",
                "OpenSSH, and nobody logs in",
                spot -> spot.open("22").sshd("Subsystem sftp internal-sftp"),
                "sftp-login-untried proved")
            .at("sftp://ADDRESS/"),
        broken(
                "–",
                "OpenSSH's host key is not known",
                spot -> spot.open("22").sshd("Subsystem sftp internal-sftp"),
                "password-withheld proved")
            .at("sftp://root@ADDRESS/"),
        broken(
                "–",
                "OpenSSH does not know the user",
                spot -> spot.open("22").sshd("Subsystem sftp internal-sftp", "AllowUsers root"),
                "login-refused proved")
            .at("sftp://nobody@ADDRESS/")
            .with("key"),
        broken(
                "–",
                "OpenSSH without SFTP",
                spot -> spot.open("22").sshd(),
                "sftp-not-offered proved")
            .at("sftp://root@ADDRESS/")
            .with("key"),
        broken(
                "–",
                "OpenSSH, and a shell that lets no program run",
                spot ->
                    spot.open("22").sshd("Subsystem sftp internal-sftp", "ForceCommand /bin/false"),
                "sftp-not-offered proved")
            .at("sftp://root@ADDRESS/")
            .with("key"),
        broken(
                "–",
                "a folder that is not there, by SFTP",
                spot -> spot.open("22").sshd("Subsystem sftp internal-sftp"),
                "listing-refused proved")
            .at("sftp://root@ADDRESS/FOLDER/missing/")
            .with("key"),
        broken(
                "G3",
                "a start-up file that prints something",
                spot ->
                    spot.open("22")
                        .sshd(
                            "Subsystem sftp /bin/sh -c 'echo Today is maintenance; exec /usr/lib/openssh/sftp-server'"),
                "sftp-shell-speaks proved")
            .at("sftp://root@ADDRESS/")
            .with("key"),
        broken(
                "G4",
                "a folder with many long names",
                spot -> {
                  spot.open("22").sshd("Subsystem sftp internal-sftp");
                  spot.longNames();
                },
                "sftp-packets-large proved")
            .at("sftp://root@ADDRESS/FOLDER/many/")
            .with("key"),
        broken(
                "F3",
                "large packets vanish once much has gone, by SFTP",
                spot ->
                    spot.open("22")
                        .counting()
                        .rule(
                            "early ip saddr %s ct bytes > 50000 ip length > 600 drop"
                                .formatted(spot.inside()))
                        .sshd("Subsystem sftp internal-sftp"),
                "large-transfer-stalls likely")
            .at("sftp://root@ADDRESS/FOLDER/")
            .with("key", "upload"),
        broken(
                "G2",
                "large packets vanish, by SFTP",
                spot ->
                    spot.open("22")
                        .rule("early ip saddr %s ip length > 1400 drop".formatted(spot.inside()))
                        .sshd("Subsystem sftp internal-sftp"),
                "ssh-exchange-stalls likely")
            .at("sftp://root@ADDRESS/FOLDER/")
            .with("key"),
        broken("A1", "no SSH server", spot -> spot.open("22"), "control-refused proved")
            .at("sftp://ADDRESS/"),
        broken(
                "G1",
                "SSH closes before its version",
                spot -> spot.open("22").listener(22, "", "close"),
                "ssh-closed-early likely")
            .at("sftp://ADDRESS/"),
        broken(
                "G2",
                "SSH stops in its key exchange",
                spot -> spot.open("22").listener(22, "SSH-2.0-OpenSSH_9.2p1\r\n"),
                "ssh-exchange-stalls likely")
            .at("sftp://ADDRESS/"),
        broken(
                "A7",
                "FTP on the port of SSH",
                spot -> spot.open("21").vsftpd(),
                "ssh-other-protocol proved")
            .at("sftp://ADDRESS:21/"));
  }
}
