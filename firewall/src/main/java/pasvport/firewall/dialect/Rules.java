package pasvport.firewall.dialect;

import java.util.List;

/**
 * Rules in a firewall's language.
 *
 * @param files the texts, at least one, in the order in which they are loaded
 * @param load how they are put in force: commands, or steps for people, one each
 * @param notes what their reader must know or do besides, one sentence or more each
 */
public record Rules(List<File> files, List<String> load, List<String> notes) {

  public Rules {
    files = List.copyOf(files);
    load = List.copyOf(load);
    notes = List.copyOf(notes);
  }

  /**
   * One text.
   *
   * @param name of the file, without folders
   * @param text its lines, each with its end
   */
  public record File(String name, String text) {}
}
