package etl.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// libpq's password file: lines of `host:port:database:user:password`, `*` for anything, `\` before a `:` or `\` that
/// is meant. The first line that fits counts. A file that others may read is not used, as libpq does.
///
/// Source: https://www.postgresql.org/docs/current/libpq-pgpass.html
public record PasswordFile(Path path) {
    private static final int FIELDS = 5;

    /// The password of a role, or nothing when the file is not there, not private, or has no line that fits.
    public Optional<String> find(String host, int port, String database, String user) {
        if (!usable()) {
            return Optional.empty();
        }
        List<String> wanted = List.of(host, Integer.toString(port), database, user);
        try {
            for (String line : Files.readAllLines(path)) {
                List<String> fields = split(line);
                if (!line.startsWith("#") && fields.size() == FIELDS && matches(fields, wanted)) {
                    return Optional.of(fields.getLast());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean usable() {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return true;
        }
        try {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            return permissions.stream().allMatch(permission -> permission.name().startsWith("OWNER_"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean matches(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The fields of a line; the last one takes the rest of the line, colons too.
    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                i++;
                field.append(line.charAt(i));
            } else if (c == ':' && fields.size() < FIELDS - 1) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
