package pasvport.server;

import java.io.IOException;
import java.nio.file.Path;
import pasvport.site.Home;

/**
 * The users' folders.
 *
 * @param files the folder that holds them
 */
record UserFolders(Path files) {

  /** The folder of a name, made unless it is there. */
  Folder of(String name) throws IOException {
    Home.createPrivately(files);
    var folder = files.resolve(name);
    Home.createPrivately(folder);
    return new Folder(folder);
  }
}
