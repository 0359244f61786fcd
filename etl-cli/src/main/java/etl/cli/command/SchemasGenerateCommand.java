package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.TableName;
import etl.cli.generate.Generator;
import etl.cli.generate.SourceFile;
import etl.cli.generate.SourceFile.State;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl schemas generate`
@Command(
        name = "generate",
        description = {
            "Writes the Java records of tables, and their tasks, from the database.",
            "What it writes compiles as it is and runs. Run again, it brings the records up to date: their components are "
                    + "its own, all else in the files is yours. A file that it can't merge is left alone, and the exit code is 20."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl schemas generate --table public.orders --package com.acme.tables",
            "  etl schemas generate --all-tables --exclude 'audit.*' --package com.acme.tables --dry-run",
            "  etl schemas generate --table orders --table users --columns orders.id,orders.amount,users.email "
                    + "--transform sales"
        })
final class SchemasGenerateCommand extends ConfiguredCommand {
    private static final String DEFAULT_PACKAGE = "etl.generated";
    private static final String DEFAULT_SOURCES = "src/main/java";

    @Option(
            names = "--table",
            paramLabel = "SCHEMA.TABLE",
            description = "A table or view; may be given again. Quote names as in SQL.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--all-tables", description = "Every table, view and foreign table that the role may read.")
    private boolean allTables;

    @Option(
            names = "--exclude",
            paramLabel = "NAME",
            description = "A table to leave out of --all-tables; may be given again, with '*' and '?'.")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "The columns by their exact names, with commas between them (all); of several tables as "
                    + "TABLE.COLUMN.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--transform",
            paramLabel = "NAME",
            description = "Also write a task of this name over all the tables, joined along their foreign keys: the "
                    + "first one drives, and no row of it comes twice.")
    private @Nullable String transform;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "The package of what is written (" + DEFAULT_PACKAGE + ").")
    private String packageName = DEFAULT_PACKAGE;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "The folder of sources (" + DEFAULT_SOURCES + "); resources go to the folder resources "
                    + "beside it.")
    private String sources = DEFAULT_SOURCES;

    @Option(
            names = "--force",
            description = "Replace components that were edited by hand; all else in the files stays.")
    private boolean force;

    @Option(names = "--dry-run", description = "Show what would change, and write nothing.")
    private boolean dryRun;

    @Mixin
    private final OutputOption output = new OutputOption();

    SchemasGenerateCommand(Session session) {
        super(session, SettingGroup.DATABASE, SettingGroup.TYPES);
    }

    record FileDocument(String path, String state, List<String> lines) {}

    record GeneratedDocument(boolean dryRun, List<FileDocument> files) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        SourceSettings source = configuration.source().settings();
        Path folder = configuration.directory().resolve(sources);
        Generator.Request request = new Generator.Request(
                names(source),
                columns,
                packageName,
                folder,
                folder.resolveSibling("resources"),
                transform(),
                force,
                configuration.types());
        List<SourceFile> files = Generator.files(source, request);
        if (!dryRun) {
            Generator.write(files);
        }
        GeneratedDocument document = new GeneratedDocument(
                dryRun,
                files.stream()
                        .map(file -> new FileDocument(
                                configuration
                                        .directory()
                                        .relativize(file.path())
                                        .toString(),
                                file.state().name().toLowerCase(Locale.ROOT),
                                file.lines()))
                        .toList());
        output.print(session(), document, () -> print(document));
        return document.files().stream().anyMatch(SchemasGenerateCommand::isRefused)
                ? ExitCode.SCHEMA_DRIFT
                : ExitCode.DONE;
    }

    private Optional<String> transform() {
        if (transform != null && !TableName.isTaskName(transform)) {
            throw EtlException.usage(
                    "--transform: '" + transform + "' is no name: a task's name is made of a-z, 0-9 and _.");
        }
        return Optional.ofNullable(transform);
    }

    private List<TableName> names(SourceSettings source) {
        Map<String, TableName> names = new LinkedHashMap<>();
        List<String> clashes = new ArrayList<>();
        List<TableName> all = new ArrayList<>();
        for (String text : tables) {
            try {
                all.add(TableName.parse(text));
            } catch (IllegalArgumentException e) {
                throw EtlException.usage("--table: " + e.getMessage());
            }
        }
        if (allTables) {
            AllTables found = AllTables.of(source);
            for (String pattern : excluded) {
                found = found.without(TaskSelection.glob(pattern));
            }
            all.addAll(found.tables());
        } else if (!excluded.isEmpty()) {
            throw EtlException.usage("--exclude leaves tables out of --all-tables, which wasn't given.");
        }
        for (TableName name : all) {
            TableName other = names.putIfAbsent(name.taskName(), name);
            if (other != null && !other.equals(name)) {
                clashes.add("%s and %s would both be named '%s'. Leave one out (--exclude '%s')."
                        .formatted(other.text(), name.text(), name.taskName(), name.text()));
            }
        }
        if (!clashes.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), clashes));
        }
        if (transform != null && names.containsKey(transform)) {
            throw EtlException.usage(
                    "--transform: a table's task is named '" + transform + "' too. Choose another name.");
        }
        if (names.isEmpty()) {
            throw EtlException.usage("No table is named. Use --table SCHEMA.TABLE or --all-tables.");
        }
        return List.copyOf(names.values());
    }

    private static boolean isRefused(FileDocument file) {
        return file.state().equals(State.REFUSED.name().toLowerCase(Locale.ROOT));
    }

    private void print(GeneratedDocument document) {
        for (FileDocument file : document.files()) {
            shell().out().println("%-9s  %s".formatted(file.state(), file.path()));
            file.lines().forEach(line -> shell().out().println("             " + line));
        }
        shell().out().println();
        if (document.dryRun()) {
            shell().out().println("Nothing was written.");
        } else if (document.files().stream().anyMatch(SchemasGenerateCommand::isRefused)) {
            shell().out().println("Not all is as it should be: see to the files that say 'refused', and run it again.");
        } else {
            shell().out().println("Compile, put the classes on ETL_CLASSPATH, and look with 'etl check'.");
        }
    }
}
