package pasvport.firewall.apply;

import java.util.List;

/**
 * One line in a chain of somebody else's that lets through what our rules have accepted.
 *
 * @param chain the chain, as its firewall names it
 * @param shown the line as a command that an administrator could type
 * @param add program and arguments that add it
 * @param remove lines of a POSIX shell script that remove it by its tag, wherever it is by then
 */
public record Admission(String chain, String shown, List<String> add, List<String> remove) {

  public Admission {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }
}
