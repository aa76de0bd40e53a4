package pasvport.site;

/**
 * A port that leads to another server as it is, for protocols that need no gateway: SFTP above all.
 *
 * @param listen where clients reach it
 * @param to the server behind it
 * @param header whether the server is told the client's address with a PROXY protocol header
 */
public record PassThrough(
    @Key("Where clients reach it, written as in `listen`.") Endpoint listen,
    @Key(
            value = "The server that it leads to, an address or name with a port.",
            form = ValueType.Form.TARGET)
        Endpoint to,
    @Key(
            value =
                "Whether the server is told the client's address with a PROXY protocol header"
                    + " (version 2). Only for a server that asks for it.",
            standard = "false")
        boolean header) {}
