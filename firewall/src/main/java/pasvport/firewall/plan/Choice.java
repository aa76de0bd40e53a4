package pasvport.firewall.plan;

import java.util.Optional;
import pasvport.site.Advertise;
import pasvport.site.HostAddresses;
import pasvport.site.ServerSettings;
import pasvport.site.ServerSettings.PortSource;
import pasvport.site.ServerSettings.TlsUse;
import pasvport.site.Site;

/**
 * The profile of a site and why it is that one.
 *
 * <p>What is refused was tried with an nftables gateway, destination NAT of port 21, and a client
 * that believes the address in 227: a helper ignores a 227 that names another address than the
 * server's own ({@code nf_conntrack_ftp} without {@code loose=1}), and without a helper a 227 with
 * the inside address leads nowhere.
 *
 * @param reason a clause, to follow "because"
 */
record Choice(Profile profile, String reason) {

  private static final String SETTINGS = "server-settings";

  /**
   * Chooses what the site asks for, or the best there is.
   *
   * @throws PlanRefusedException if the site asks for what cannot work
   */
  static Choice of(Site site, HostAddresses host) throws PlanRefusedException {
    return switch (site.profile()) {
      case AUTO -> automatic(site, host);
      case GATEWAY -> new Choice(Profile.GATEWAY, "the site asks for it");
      case STATIC -> {
        direct(site);
        yield new Choice(Profile.STATIC, "the site asks for it");
      }
      case HELPER -> {
        direct(site);
        readable(site);
        ownAddress(site, host);
        yield new Choice(Profile.HELPER, "the site asks for it");
      }
    };
  }

  private static Choice automatic(Site site, HostAddresses host) {
    if (site.isEmbedded()) {
      return new Choice(Profile.GATEWAY, "the site names no server, so clients come to Pasvport");
    }
    if (!site.servers().isEmpty()) {
      return new Choice(
          Profile.GATEWAY, "several servers stand behind one entry, which only a gateway leads to");
    }
    if (site.serverSettings().isEmpty()) {
      return new Choice(
          Profile.GATEWAY,
          "nothing is known of the server's own settings (pasvport import reads them), and a few"
              + " ports are enough for Pasvport");
    }
    var standard = Site.defaults();
    if (!site.listen().equals(standard.listen())
        || !site.passive().equals(standard.passive())
        || !site.tls().equals(standard.tls())) {
      return new Choice(
          Profile.GATEWAY, "the site says where clients reach Pasvport, in front of the server");
    }
    return withoutGateway(site, site.serverSettings().get(), host);
  }

  private static Choice withoutGateway(Site site, ServerSettings settings, HostAddresses host) {
    if (isEncrypted(settings)) {
      return new Choice(
          Profile.STATIC, "the server speaks TLS, which no firewall's helper can read");
    }
    if (settings.passiveFrom() == PortSource.EXPLICIT) {
      return new Choice(Profile.STATIC, "the server has a range of its own for passive data");
    }
    if (!announcesOwnAddress(site, settings, host)) {
      return new Choice(
          Profile.STATIC,
          "the server announces %s, and a helper ignores a 227 that does not name the server's own"
                  .formatted(settings.announces())
              + " address");
    }
    return new Choice(
        Profile.HELPER,
        "the server speaks plain FTP, has no range of its own and announces its own address");
  }

  /** Static and helper lead clients to one server of the site's own. */
  private static void direct(Site site) throws PlanRefusedException {
    if (site.isEmbedded()) {
      throw new PlanRefusedException(
          "profile",
          "the built-in server is reached through the gateway alone, and the site names no other",
          "write profile: gateway, or name the server");
    }
    if (!site.servers().isEmpty()) {
      throw new PlanRefusedException(
          "profile",
          "several servers stand behind one entry, which only the gateway leads to",
          "write profile: gateway, or one server and a site for each");
    }
  }

  private static void readable(Site site) throws PlanRefusedException {
    var settings = site.serverSettings();
    if (settings.filter(Choice::isEncrypted).isPresent()) {
      throw new PlanRefusedException(
          settings.get().implicitPort().isPresent()
              ? SETTINGS + ".implicit-port"
              : SETTINGS + ".tls",
          "a helper reads 227 and PORT in the control connection, and under TLS there is nothing"
              + " to read: such clients log in, and their first listing hangs",
          "write profile: static or profile: gateway, or switch the server's TLS off");
    }
  }

  private static void ownAddress(Site site, HostAddresses host) throws PlanRefusedException {
    var settings = site.serverSettings();
    if (settings.isPresent() && !announcesOwnAddress(site, settings.get(), host)) {
      throw new PlanRefusedException(
          SETTINGS + ".announces",
          "with a helper the server must announce its own address. It announces %s, and measured"
                  .formatted(settings.get().announces())
              + " behind NAT, EPSV then passes and PASV fails: nf_conntrack_ftp ignores a 227 that"
              + " names another address",
          "take the address out of the server's configuration, or write profile: static");
    }
  }

  static boolean isEncrypted(ServerSettings settings) {
    return settings.tls() != TlsUse.OFF || settings.implicitPort().isPresent();
  }

  private static boolean announcesOwnAddress(
      Site site, ServerSettings settings, HostAddresses host) {
    return switch (settings.announces()) {
      case Advertise.SameAsControl _ -> true;
      case Advertise.Literal(var address) ->
          site.server().flatMap(server -> server.literal()).equals(Optional.of(address))
              || (PathEnd.isOnThisHost(site, host) && host.isLocal(address));
      case Advertise.Auto _, Advertise.Name _ -> false;
    };
  }
}
