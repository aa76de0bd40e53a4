package pasvport.doctor.explain.format;

import pasvport.doctor.explain.Event.Packet;
import pasvport.doctor.explain.Flow;
import pasvport.doctor.explain.LogFormat;
import pasvport.doctor.explain.Rule;

/**
 * pfSense's and OPNsense's filter log: comma-separated values in syslog, in the order of Netgate's
 * "Raw Filter Log Format".
 */
final class PfsenseFilterlog implements Format {

  private static final int RULE = 0;
  private static final int TRACKER = 3;
  private static final int ACTION = 6;
  private static final int VERSION = 8;

  /** Where the addresses stand; ports, length and flags follow them. */
  private static final int ADDRESSES_4 = 18;

  private static final int ADDRESSES_6 = 15;
  private static final int PROTOCOL_4 = 16;
  private static final int PROTOCOL_6 = 12;

  @Override
  public LogFormat format() {
    return LogFormat.PFSENSE;
  }

  @Override
  public Reading read(Line line) {
    if (!line.text().contains("filterlog") || line.envelope().isEmpty()) {
      return Reading.FOREIGN;
    }
    var envelope = line.envelope().get();
    var values = envelope.message().split(",", -1);
    if (!envelope.program().equals("filterlog") || values.length <= ADDRESSES_4) {
      return Reading.FOREIGN;
    }
    var six = values[VERSION].equals("6");
    var at = six ? ADDRESSES_6 : ADDRESSES_4;
    if (!values[six ? PROTOCOL_6 : PROTOCOL_4].equalsIgnoreCase("tcp") || values.length < at + 6) {
      return Reading.QUIET;
    }
    var from = Addresses.endpoint(values[at], values[at + 2]);
    var to = Addresses.endpoint(values[at + 1], values[at + 3]);
    if (from.isEmpty() || to.isEmpty()) {
      return Reading.FOREIGN;
    }
    var flow = new Flow(from.get(), to.get());
    return new Reading.Told(
        envelope.stamp(),
        new Packet(
            flow,
            flow,
            Segments.ofLetters(values[at + 5]),
            Fates.of(values[ACTION]),
            values[TRACKER].isEmpty()
                ? new Rule(Rule.Kind.NUMBER, values[RULE])
                : new Rule(Rule.Kind.TRACKER, values[TRACKER])));
  }
}
