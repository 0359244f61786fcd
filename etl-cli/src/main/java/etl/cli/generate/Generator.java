package etl.cli.generate;

import etl.cli.config.TableName;
import etl.cli.generate.Declarations.Composite;
import etl.cli.generate.SourceFile.State;
import etl.cli.generate.TablesFile.Entries;
import etl.parquet.ColumnNames;
import etl.parquet.SourceColumn;
import etl.parquet.column.TypeOptions;
import etl.tasks.EtlException;
import etl.tasks.Partitioning;
import etl.tasks.schema.CommittedDescription;
import etl.tasks.source.Connections;
import etl.tasks.source.Locker;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes the sources of tables' records and tasks: what they will be, before anything is written.
public final class Generator {
    private static final String SERVICE = "META-INF/services/etl.tasks.TaskProvider";

    private final Request request;
    private final List<SourceFile> files = new ArrayList<>();
    private final Map<String, String> constants = new LinkedHashMap<>();
    private final List<String> tasks = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    /// What is asked for.
    ///
    /// @param tables the tables, whose tasks' names differ; the first is the one that a transform is driven by
    /// @param columns the columns by their exact names, with the table and a dot in front when there are several tables;
    ///     empty: all
    /// @param packageName the package of what is written
    /// @param sources the folder of sources
    /// @param resources the folder of resources
    /// @param transform the name of a task over all the tables; empty: none
    /// @param force whether components that were edited by hand are replaced
    /// @param options how types are chosen where Postgres leaves a choice
    public record Request(
            List<TableName> tables,
            List<String> columns,
            String packageName,
            Path sources,
            Path resources,
            Optional<String> transform,
            boolean force,
            TypeOptions options) {
        public Request {
            tables = List.copyOf(tables);
            columns = List.copyOf(columns);
        }
    }

    private Generator(Request request) {
        this.request = request;
    }

    /// Asks the database and compares with what is in the folders.
    ///
    /// @throws EtlException for everything that can't be made: all problems at once
    public static List<SourceFile> files(SourceSettings source, Request request) throws IOException {
        if (!JavaNames.isPackage(request.packageName())) {
            throw EtlException.usage("--package: '%s' is no package. Write one such as com.acme.tables."
                    .formatted(request.packageName()));
        }
        try (Connections connections = Connections.open(source, 2, "etl/generate");
                Locker locker = Locker.open(connections)) {
            return new Generator(request).make(locker);
        } catch (SQLException error) {
            throw SourceErrors.of("generating", error);
        }
    }

    /// Writes the files that are to be written.
    public static void write(List<SourceFile> files) throws IOException {
        for (SourceFile file : files) {
            if (file.state() == State.CREATED || file.state() == State.UPDATED) {
                Path folder = file.path().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                Files.writeString(file.path(), file.withLineEndsOf(file.path()));
            }
        }
    }

    private List<SourceFile> make(Locker locker) throws SQLException, IOException {
        List<SourceTable> tables = tables(locker);
        Declarations declarations = new Declarations(request.options(), types);
        List<String> problems = new ArrayList<>();
        for (SourceTable table : tables) {
            try {
                problems.addAll(ofTable(table, declarations));
            } catch (EtlException problem) {
                problems.add(problem.getMessage());
            }
        }
        if (request.transform().isPresent()) {
            String name = request.transform().get();
            Joined joined = Joined.of(locker, name, tables);
            try {
                problems.addAll(ofTransform(name, joined, declarations));
            } catch (EtlException problem) {
                problems.add(problem.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw EtlException.usage(String.join(
                    System.lineSeparator(), problems.stream().distinct().toList()));
        }
        ofComposites(declarations);
        files.add(new TablesFile(request.packageName()).in(request.sources(), new Entries(constants, tasks)));
        once(
                request.sources()
                        .resolve(request.packageName().replace('.', '/'))
                        .resolve("package-info.java"),
                "/// Tables as records, and their tasks.\n@org.jspecify.annotations.NullMarked\npackage "
                        + request.packageName() + ";\n");
        service();
        return files;
    }

    private List<SourceTable> tables(Locker locker) throws SQLException {
        Map<TableName, List<String>> columns = columns();
        List<SourceTable> tables = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (TableName name : request.tables()) {
            try {
                tables.add(SourceTable.read(locker, name, columns.getOrDefault(name, List.of())));
            } catch (EtlException problem) {
                problems.add(problem.getMessage());
            } catch (SQLException error) {
                problems.add(SourceErrors.of(name.text(), error).getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), problems));
        }
        return tables;
    }

    /// The columns that are asked for, by their table.
    private Map<TableName, List<String>> columns() {
        if (request.tables().size() == 1) {
            return Map.of(request.tables().get(0), request.columns());
        }
        Map<TableName, List<String>> columns = new HashMap<>();
        for (String column : request.columns()) {
            TableName table = request.tables().stream()
                    .filter(one -> prefix(one, column).isPresent())
                    .findFirst()
                    .orElseThrow(() -> EtlException.usage(
                            "--columns: '%s' doesn't say whose it is. With several tables write TABLE.COLUMN, such as %s.%s."
                                    .formatted(column, request.tables().get(0).taskName(), column)));
            columns.computeIfAbsent(table, unused -> new ArrayList<>())
                    .add(column.substring(prefix(table, column).orElseThrow().length()));
        }
        return columns;
    }

    private static Optional<String> prefix(TableName table, String column) {
        return List.of(table.taskName() + ".", table.text() + ".").stream()
                .filter(column::startsWith)
                .findFirst();
    }

    private List<String> ofTable(SourceTable table, Declarations declarations) throws IOException {
        TableName name = table.name();
        String label = JavaNames.comment(name.text());
        String record = type(JavaNames.type(name.taskName()), label);
        List<Component> components = declarations.of(
                name.taskName(), table.columns(), table.comments().columns());
        String docs = table.comments()
                .relation()
                .map(JavaNames::comment)
                .filter(text -> !text.isEmpty())
                .orElse("A row of `" + label + "`.");
        RecordFile file = new RecordFile(request.packageName(), record, label, docs, components);
        List<String> problems = problems(name.text(), table.columns(), file);
        if (problems.isEmpty()) {
            files.add(file.in(request.sources(), request.force()));
            String constant = JavaNames.constant(name.taskName());
            constants.put(constant, TablesFile.constant(constant, record, name));
            tasks.add("new Task.Extract<>(" + constant + ")");
            describe(name.taskName(), record, table.columns(), table.vouchesForNulls());
        }
        return problems;
    }

    private static List<String> problems(String table, List<SourceColumn> columns, RecordFile file) {
        List<String> problems = new ArrayList<>();
        if (file.excess() > 0) {
            problems.add(
                    "%s: its %d columns have no room in a record, whose constructor takes 254 (each long and double counts twice). Name those that are needed with --columns, or export it without a record (etl run --table)."
                            .formatted(table, columns.size()));
        }
        columns.stream()
                .collect(Collectors.groupingBy(
                        column -> ColumnNames.fold(column.name()), LinkedHashMap::new, Collectors.toList()))
                .forEach((folded, same) -> {
                    if (same.size() > 1) {
                        problems.add("%s: %s would all be '%s' at the destination. Name one of them with --columns."
                                .formatted(
                                        table,
                                        same.stream()
                                                .map(column -> "'" + column.name() + "'")
                                                .collect(Collectors.joining(" and ")),
                                        folded));
                    }
                    if (folded.equals(Partitioning.DATE_KEY)) {
                        problems.add(
                                "%s: '%s' is the name of the partitions' key at the destination. Name the other columns with --columns."
                                        .formatted(table, same.get(0).name()));
                    }
                });
        return problems;
    }

    private List<String> ofTransform(String name, Joined joined, Declarations declarations) throws IOException {
        String label = "the query of " + name;
        String base = JavaNames.type(name);
        String input = type(base + "Input", label);
        List<Component> components = declarations.of(name, joined.columns(), joined.comments());
        RecordFile file = new RecordFile(
                request.packageName(),
                input,
                label,
                "What the server joins for a [" + base + "]: " + joined.words() + ".",
                components);
        List<String> problems = problems("--transform " + name, joined.columns(), file);
        if (problems.isEmpty()) {
            SourceFile inputFile = file.in(request.sources(), request.force());
            files.add(inputFile);
            TransformFiles transform = new TransformFiles(request.packageName(), name, base, input, joined);
            String constant = JavaNames.constant(name) + "_INPUT";
            constants.put(constant, transform.constant(constant));
            tasks.add(base + "Task.TASK");
            files.addAll(transform.in(request.sources(), constant, components, inputFile));
            describe(name, input, joined.described(), true);
        }
        return problems;
    }

    /// Those of the columns, and those that their attributes bring.
    private void ofComposites(Declarations declarations) throws IOException {
        Set<String> written = new HashSet<>();
        while (written.size() < declarations.composites().size()) {
            for (Map.Entry<String, Composite> composite :
                    List.copyOf(declarations.composites().entrySet())) {
                if (written.add(composite.getKey())) {
                    ofComposite(composite.getKey(), composite.getValue(), declarations);
                }
            }
        }
    }

    private void ofComposite(String type, Composite composite, Declarations declarations) throws IOException {
        String label = "the type " + JavaNames.comment(type);
        RecordFile file = new RecordFile(
                request.packageName(),
                composite.record(),
                label,
                "The composite type `" + JavaNames.comment(type) + "`.",
                declarations.of(composite.fields()));
        files.add(file.in(request.sources(), request.force()));
    }

    /// The name of a record's class: one that neither others of this generation have, nor another table's file.
    private String type(String wanted, String label) throws IOException {
        String name = JavaNames.distinct(wanted, types);
        while (isOthers(name, label)) {
            types.add(name);
            name = JavaNames.distinct(wanted, types);
        }
        types.add(name);
        return name;
    }

    private boolean isOthers(String name, String label) throws IOException {
        Path file = new RecordFile(request.packageName(), name, label, "", List.of()).path(request.sources());
        Optional<String> source = RecordFile.sourceOf(file);
        return source.isPresent() && !source.get().isEmpty() && !source.get().equals(label);
    }

    /// @param asTheCatalogSays whether the columns' nullability is the one that a run is told of; else a record decides
    private void describe(String table, String record, List<SourceColumn> columns, boolean asTheCatalogSays)
            throws IOException {
        List<SourceColumn> told = asTheCatalogSays
                ? columns
                : columns.stream()
                        .map(column -> new SourceColumn(column.name(), column.type(), false))
                        .toList();
        CommittedDescription description = new CommittedDescription(table, request.packageName() + "." + record, told);
        Path file = request.resources().resolve(description.path());
        state(file, description.text());
    }

    /// A file that is this program's as a whole.
    private void state(Path file, String text) throws IOException {
        boolean exists = Files.exists(file);
        State state = !exists ? State.CREATED : SourceFile.read(file).equals(text) ? State.UNCHANGED : State.UPDATED;
        files.add(new SourceFile(file, state, text, List.of()));
    }

    /// A file that is somebody's as soon as it is there.
    private void once(Path file, String text) throws IOException {
        boolean exists = Files.exists(file);
        files.add(new SourceFile(
                file, exists ? State.KEPT : State.CREATED, exists ? SourceFile.read(file) : text, List.of()));
    }

    private void service() throws IOException {
        Path file = request.resources().resolve(SERVICE);
        String provider = request.packageName() + "." + TablesFile.NAME;
        String existing = Files.exists(file) ? SourceFile.read(file) : "";
        boolean named = existing.lines().anyMatch(line -> line.strip().equals(provider));
        String separator = existing.isEmpty() || existing.endsWith("\n") ? "" : "\n";
        state(file, named ? existing : existing + separator + provider + "\n");
    }
}
