package pasvport.firewall.dialect;

import pasvport.firewall.need.HopNeeds;

/** OPNsense: elements of its config.xml. */
public final class Opnsense implements Dialect {

  @Override
  public String name() {
    return "opnsense";
  }

  @Override
  public String title() {
    return "OPNsense (config.xml)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    return Sense.write(this, Sense.Kind.OPNSENSE, hop);
  }
}
