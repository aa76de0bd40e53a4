package pasvport.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import pasvport.site.Allowance;

/** What a client has open. */
sealed interface SftpHandle extends Closeable {

  /** Where it is, as the client sees it. */
  RemotePath path();

  /** What it is at this moment. */
  BasicFileAttributes attributes() throws IOException;

  /** A folder that is being listed. */
  record OpenFolder(RemotePath path, Directory directory, Iterator<String> names)
      implements SftpHandle {
    @Override
    public BasicFileAttributes attributes() throws IOException {
      return directory.attributes(Place.ROOT);
    }

    @Override
    public void close() throws IOException {
      directory.close();
    }
  }

  /** A file, and what has become of it. */
  final class OpenFile implements SftpHandle {
    private final RemotePath path;
    private final Place place;
    private final FileChannel channel;
    private final String verb;
    private final boolean appends;
    private final Allowance allowance;
    private final long began;
    private long moved;
    private String result = "ok";

    OpenFile(
        RemotePath path,
        Place place,
        FileChannel channel,
        String verb,
        boolean appends,
        Allowance allowance,
        long began) {
      this.path = path;
      this.place = place;
      this.channel = channel;
      this.verb = verb;
      this.appends = appends;
      this.allowance = allowance;
      this.began = began;
    }

    @Override
    public RemotePath path() {
      return path;
    }

    Place place() {
      return place;
    }

    FileChannel channel() {
      return channel;
    }

    String verb() {
      return verb;
    }

    boolean appends() {
      return appends;
    }

    Allowance allowance() {
      return allowance;
    }

    long began() {
      return began;
    }

    long moved() {
      return moved;
    }

    String result() {
      return result;
    }

    void add(long bytes) {
      moved += bytes;
    }

    void failed(String why) {
      result = why;
    }

    @Override
    public BasicFileAttributes attributes() throws IOException {
      return place.directory().attributes(place.name());
    }

    @Override
    public void close() throws IOException {
      try (place) {
        channel.close();
      }
    }
  }
}
