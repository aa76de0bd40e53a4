package pasvport.firewall.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import pasvport.firewall.need.Purpose;
import pasvport.site.HostText;
import pasvport.site.PortRange;

/**
 * What the clients' side must allow and set.
 *
 * @param firewall what a firewall in front of the clients must let through, a line each
 * @param programs how each client is set
 */
public record ClientSide(List<String> firewall, List<Program> programs) {

  public ClientSide {
    firewall = List.copyOf(firewall);
    programs = List.copyOf(programs);
  }

  /**
   * One client program.
   *
   * @param name of the program
   * @param settings what to set or write, a line each
   */
  public record Program(String name, List<String> settings) {

    public Program {
      settings = List.copyOf(settings);
    }
  }

  static ClientSide of(Draft draft) {
    var view = ClientView.of(draft);
    return new ClientSide(
        firewall(draft, view),
        Arrays.stream(ClientProgram.values())
            .map(program -> new Program(program.title(), program.settings(view)))
            .toList());
  }

  private static List<String> firewall(Draft draft, ClientView view) {
    var lines = new ArrayList<String>();
    draft.front().stream()
        .filter(Leg::isServed)
        .map(leg ->
            "out: TCP to %s, ports %s"
                .formatted(
                    leg.target().map(HostText::written).orElse("the server"),
                    ports(leg.services())))
        .distinct()
        .forEach(lines::add);
    if (draft.profile() == Profile.HELPER) {
      lines.add(
          "out: its passive data, by an FTP helper in that firewall or TCP ports 1024-65535 of %s"
              .formatted(view.host()));
    }
    if (view.takesActive()) {
      lines.add("in: nothing, as long as clients use passive mode");
    }
    return lines;
  }

  private static String ports(List<Service> services) {
    return services.stream()
        .filter(service -> isFtp(service.purpose()))
        .map(Service::ports)
        .distinct()
        .map(PortRange::toString)
        .collect(Collectors.joining(", "));
  }

  private static boolean isFtp(Purpose purpose) {
    return switch (purpose) {
      case CONTROL, IMPLICIT_TLS, PASSIVE -> true;
      case ACTIVE, SFTP, PASS_THROUGH -> false;
    };
  }
}
