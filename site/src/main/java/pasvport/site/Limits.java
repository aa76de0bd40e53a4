package pasvport.site;

/**
 * How much of everything is allowed.
 *
 * @param sessions control connections at once
 * @param sessionsPerAddress control connections at once from one client address
 * @param loginsPerMinute login attempts a minute from one client address
 * @param handshakesPerMinute TLS handshakes of control connections a minute from one client address
 * @param line bytes in a command line
 * @param reply bytes in a whole reply of the server, all its lines together
 * @param badLines lines that are no FTP command before the session is closed
 */
public record Limits(
    @Key(value = "Control connections at once.", standard = "2000", max = 100_000) int sessions,
    @Key(
            value =
                "Control connections at once from one client address; many clients may share one"
                    + " behind a NAT.",
            standard = "250",
            max = 100_000)
        int sessionsPerAddress,
    @Key(
            value = "Login attempts a minute from one client address.",
            standard = "120",
            max = 1_000_000)
        int loginsPerMinute,
    @Key(
            value =
                "TLS handshakes a minute from one client address, those of data connections that"
                    + " resume a session aside.",
            standard = "240",
            max = 1_000_000)
        int handshakesPerMinute,
    @Key(
            value = "Bytes in a command line; the longest path plus its command must fit.",
            standard = "4096",
            min = 512,
            max = 65_536)
        int line,
    @Key(
            value = "Bytes in one reply of the server, all its lines together.",
            standard = "65536",
            min = 4096,
            max = 16_777_216)
        int reply,
    @Key(
            value = "Lines that are no FTP command before the session is closed.",
            standard = "10",
            max = 1000)
        int badLines) {}
