package pasvport.site;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded server's settings.
 *
 * @param files the absolute folder that holds the users' files; absent, {@link Home#files()}
 * @param anonymous whether anyone may log in without a password, to read
 */
public record Embedded(
    @Key("The folder that holds the users' files, an absolute path; left out, `<home>/files`.")
        Optional<Path> files,
    @Key(value = "Whether anyone may log in as `anonymous`, to read.", standard = "false")
        boolean anonymous) {}
