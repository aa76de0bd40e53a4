package pasvport.firewall.dialect;

import pasvport.firewall.need.HopNeeds;

/** pfSense: elements of its config.xml. */
public final class Pfsense implements Dialect {

  @Override
  public String name() {
    return "pfsense";
  }

  @Override
  public String title() {
    return "pfSense (config.xml)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    return Sense.write(this, Sense.Kind.PFSENSE, hop);
  }
}
