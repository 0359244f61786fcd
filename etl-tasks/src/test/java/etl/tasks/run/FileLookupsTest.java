package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.PostgresType;
import etl.parquet.column.TypeNames;
import etl.parquet.inspect.LocalFile;
import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.file.CsvFormat;
import etl.tasks.file.CsvFormat.Declared;
import etl.tasks.file.DataFile;
import etl.tasks.file.FileFormat;
import etl.tasks.file.ParquetFormat;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.tasks.source.JdbcSettings;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Transforms whose lookups are files, and a database other than the one they read.
class FileLookupsTest extends RunCase {
    @BeforeEach
    void fill() {
        database.execute(
                "create table sales (id int not null, code text not null); insert into sales values (1, 'de'), (2, 'fr')");
    }

    record Sale(int id, String code) {}

    record Line(int id, String line) {}

    /// Every type that a file's column can have.
    record Rate(
            String code,
            boolean flag,
            short small,
            int number,
            long big,
            float real,
            double dbl,
            @Decimal(precision = 8, scale = 4) BigDecimal rate,
            LocalDate day,
            LocalTime time,
            LocalDateTime local,
            Instant moment,
            UUID id,
            @Nullable String note) {}

    private static final List<Declared> COLUMNS = declared(
            "code text, flag boolean, small smallint, number int, big bigint, real real, dbl double precision,"
                    + " rate numeric(8;4), day date, time time, local timestamp, moment timestamp with time zone, id uuid, note text");

    private static final String HEADER =
            "code,flag,small,number,big,real,dbl,rate,day,time,local,moment,id,note,unread\n";
    private static final String DE =
            "de,true,-5,70000,9000000000,1.5,0.1,0.1900,2026-01-31,23:59:59.5,2026-03-29 02:30:00.123456,2026-03-29T02:30:00+02:00,0f7a1c3e-0000-4000-8000-00000000abcd,\"a, \"\"b\"\"\nc\",x\n";
    private static final String FR =
            "fr,f,5,1,2,-0.25,1e3,12.5,0001-01-01,00:00:00,2026-01-01 00:00:00,2026-01-01 00:00:00Z,0f7a1c3e-0000-4000-8000-00000000abce,,x\n";

    private static List<Declared> declared(String text) {
        List<Declared> columns = new ArrayList<>();
        for (String column : text.split(", ?")) {
            int space = column.indexOf(' ');
            Optional<PostgresType> type =
                    TypeNames.parse(column.substring(space + 1).replace(';', ','));
            columns.add(new Declared(column.substring(0, space), type.orElseThrow()));
        }
        return columns;
    }

    private static CsvFormat csv(List<Declared> columns) {
        return new CsvFormat(true, ',', '"', "", columns);
    }

    private RunSettings settings(String name, FileFormat format, Task task) {
        Path path = folder.resolve(name);
        return settings(1, Reader.COPY, task)
                .reading(new Sources(
                        Map.of(Sources.DEFAULT, Databases.settings(database)),
                        Map.of("rates", new DataFile("rates", name, format, () -> LocalFile.open(path)))));
    }

    private static <V extends Record> Task lookingUp(
            Class<V> row, java.util.function.Function<V, String> key, int most) {
        Lookup<String, V> rates = new Lookup<>(Table.ofFile("rates", row), key, most);
        return new Task.Transform<>(
                "lines",
                Table.of(Sale.class, "public", "sales"),
                Line.class,
                List.of(rates),
                (sale, lookups) -> new Line(sale.id(), String.valueOf(lookups.find(rates, sale.code()))));
    }

    private List<List<@Nullable String>> looked(String name, FileFormat format) throws InterruptedException {
        run(settings(name, format, lookingUp(Rate.class, Rate::code, 10)));
        return published("lines").stream().map(row -> row.subList(0, 2)).toList();
    }

    private static final List<List<String>> LOOKED = List.of(
            List.of(
                    "1",
                    "Rate[code=de, flag=true, small=-5, number=70000, big=9000000000, real=1.5, dbl=0.1, rate=0.1900, day=2026-01-31, time=23:59:59.500, local=2026-03-29T02:30:00.123456, moment=2026-03-29T00:30:00Z, id=0f7a1c3e-0000-4000-8000-00000000abcd, note=a, \"b\"\nc]"),
            List.of(
                    "2",
                    "Rate[code=fr, flag=false, small=5, number=1, big=2, real=-0.25, dbl=1000.0, rate=12.5000, day=0001-01-01, time=00:00, local=2026-01-01T00:00, moment=2026-01-01T00:00:00Z, id=0f7a1c3e-0000-4000-8000-00000000abce, note=null]"));

    @Test
    void every_type_of_a_csv_file_is_read_as_it_is_declared() throws Exception {
        Files.writeString(folder.resolve("rates.csv"), "\uFEFF" + HEADER + DE + "\n" + FR);
        assertEquals(LOOKED, looked("rates.csv", csv(COLUMNS)));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("rates.csv.gz")))) {
            out.write((HEADER + DE + FR).getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(LOOKED, looked("rates.csv.gz", csv(COLUMNS)));
        String other = (DE + FR)
                .replace("\"a, \"\"b\"\"\nc\"", "'a; \"b\"'")
                .replace(",x\n", "\n")
                .replace(',', ';');
        Files.writeString(folder.resolve("rates.txt"), other.replace(";;", ";"));
        Files.writeString(folder.resolve("rates.txt"), other.replace("-00000000abce;", "-00000000abce;\\N"));
        assertEquals(
                LOOKED.toString().replace("a, \"b\"\nc", "a; \"b\""),
                looked("rates.txt", new CsvFormat(false, ';', '\'', "\\N", COLUMNS))
                        .toString());
    }

    @Test
    void every_type_of_a_parquet_file_is_read() throws Exception {
        DuckDb.write("""
                select 'de' as code, true as flag, (-5)::smallint as small, 70000::int as number, 9000000000::bigint as big, 1.5::float as "real",
                  0.1::double as dbl, 0.19::decimal(8,4) as rate, date '2026-01-31' as day, time '23:59:59.5' as "time",
                  timestamp '2026-03-29 02:30:00.123456' as local, timestamptz '2026-03-29 02:30:00+02' as moment,
                  '0f7a1c3e-0000-4000-8000-00000000abcd'::uuid as id, E'a, "b"\\nc' as note, [1] as unread
                union all select 'fr', false, 5::smallint, 1, 2, -0.25::float, 1000, 12.5::decimal(8,4), date '0001-01-01', time '00:00', timestamp '2026-01-01',
                  timestamptz '2026-01-01 00:00:00+00', '0f7a1c3e-0000-4000-8000-00000000abce', null, []
                """, folder.resolve("rates.parquet"));
        assertEquals(LOOKED, looked("rates.parquet", new ParquetFormat()));
    }

    record Small(
            String code, @Decimal(precision = 8, scale = 4) BigDecimal rate) {}

    record Misnamed(
            String code, @Decimal(precision = 8, scale = 4) BigDecimal ratte) {}

    record Mistyped(String code, int rate) {}

    private record Mistake(String what, String content, Class<? extends Record> row, ExitCode code, String message) {}

    @Test
    void every_mistake_is_one_message_that_names_file_line_and_column() throws Exception {
        List<Declared> columns = declared("code text, rate numeric(8;4)");
        for (Mistake mistake : List.of(
                new Mistake(
                        "value",
                        "code,rate\nde,0.19\n\nfr,abc\n",
                        Small.class,
                        ExitCode.VALUE_NOT_REPRESENTABLE,
                        "files.rates: rates.csv, line 4, column 2 (rate): the text 'abc' is not a numeric"),
                new Mistake(
                        "null",
                        "rate,code\n,de\n",
                        Small.class,
                        ExitCode.VALUE_NOT_REPRESENTABLE,
                        "files.rates: rates.csv, line 2, column 1 (rate): a null came where none is expected"),
                new Mistake(
                        "fields",
                        "code,rate\nde,0.19\nfr,0,20\n",
                        Small.class,
                        ExitCode.VALUE_NOT_REPRESENTABLE,
                        "files.rates: rates.csv, line 3: it has 3 fields where the header has 2"),
                new Mistake(
                        "digits",
                        "code,rate\nde,0.12345\n",
                        Small.class,
                        ExitCode.VALUE_NOT_REPRESENTABLE,
                        "0.12345 needs rounding to fit numeric(8,4)"),
                new Mistake(
                        "missing",
                        "code,rat\nde,0.19\n",
                        Small.class,
                        ExitCode.USAGE,
                        "files.rates: rates.csv: its header has no column 'rate'. Did you mean 'rat'? It has code, rat."),
                new Mistake(
                        "duplicate",
                        "code,rate,rate\nde,0.19,1\n",
                        Small.class,
                        ExitCode.USAGE,
                        "its header has the column 'rate' twice, as the column 2 and the column 3"),
                new Mistake("empty", "", Small.class, ExitCode.USAGE, "rates.csv is empty"),
                new Mistake(
                        "component",
                        "code,rate\nde,0.19\n",
                        Misnamed.class,
                        ExitCode.SCHEMA_DRIFT,
                        "there is no column 'ratte'. Did you mean 'rate'?"),
                new Mistake(
                        "type",
                        "code,rate\nde,0.19\n",
                        Mistyped.class,
                        ExitCode.SCHEMA_DRIFT,
                        "rate: the record says int (int4), the file says"),
                new Mistake(
                        "encoding", "code,rate\nd\u0000\n", Small.class, ExitCode.VALUE_NOT_REPRESENTABLE, "line 2"),
                new Mistake(
                        "quote",
                        "code,rate\nde,\"0.19\n",
                        Small.class,
                        ExitCode.VALUE_NOT_REPRESENTABLE,
                        "files.rates: rates.csv, "))) {
            Files.writeString(folder.resolve("rates.csv"), mistake.content());
            EtlException refused = assertThrows(
                    EtlException.class,
                    () -> run(settings("rates.csv", csv(columns), of(mistake.row()))),
                    mistake.what());
            assertTrue(refused.getMessage().contains(mistake.message()), mistake.what() + ": " + refused.getMessage());
            assertEquals(mistake.code(), refused.exitCode(), refused.getMessage());
            assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        }
        assertEquals(List.of(), files());
    }

    private static Task of(Class<? extends Record> row) {
        return lookingUp(row, Record::toString, 10);
    }

    @Test
    void a_file_that_is_not_there_or_is_no_such_file_or_does_not_fit_is_refused() throws IOException {
        EtlException absent = assertThrows(
                EtlException.class, () -> run(settings("rates.csv", csv(declared("code text")), of(Small.class))));
        assertTrue(
                absent.getMessage().startsWith("files.rates: rates.csv isn't there. Check its path"),
                absent.getMessage());
        Files.writeString(folder.resolve("rates.csv"), "code,rate\n" + "a,1\nb,2\nc,3\n");
        EtlException noParquet = assertThrows(
                EtlException.class, () -> run(settings("rates.csv", new ParquetFormat(), of(Small.class))));
        assertTrue(noParquet.getMessage().contains("is not a Parquet file"), noParquet.getMessage());
        EtlException many = assertThrows(
                EtlException.class,
                () -> run(settings(
                        "rates.csv",
                        csv(declared("code text, rate numeric(8;4)")),
                        lookingUp(Small.class, Small::code, 2))));
        assertTrue(
                many.getMessage().contains("the lookup rates has 3 rows, more than the 2 that it declares. Declare 3"),
                many.getMessage());
        RunSettings unknown = settings(1, Reader.COPY, of(Small.class))
                .reading(new Sources(
                        Map.of(Sources.DEFAULT, Databases.settings(database)),
                        Map.of("rate", new DataFile("rate", "x", new ParquetFormat(), () -> LocalFile.open(folder)))));
        EtlException unnamed = assertThrows(EtlException.class, () -> run(unknown));
        assertTrue(
                unnamed.getMessage().startsWith("There is no file 'rates'. Did you mean 'rate'?"),
                unnamed.getMessage());
        EtlException input = assertThrows(
                EtlException.class,
                () -> run(settings(
                        "rates.csv",
                        csv(declared("code text")),
                        new Task.Extract<>(Table.ofFile("rates", Small.class)))));
        assertTrue(input.getMessage().contains("is read by the lookups of a transform alone"), input.getMessage());
    }

    record Customer(long id, String name) {}

    record NumberedSale(int id, String code) {}

    /// One transform joins Postgres, SQLite and a file.
    @Test
    void a_transform_joins_databases_of_different_makes_and_a_file() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("crm.db");
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("create table customers (id integer not null, name text not null)");
            connection.createStatement().execute("insert into customers values (1, 'Ann'), (2, 'Bo')");
        }
        Files.writeString(folder.resolve("rates.csv"), "code,rate\nde,0.19\nfr,0.2\n");
        Lookup<Long, Customer> customers =
                new Lookup<>(Table.of(Customer.class, "main", "customers"), Customer::id, 10).from("crm");
        Lookup<String, Small> rates = new Lookup<>(Table.ofFile("rates", Small.class), Small::code, 10);
        Task task = new Task.Transform<>(
                "lines",
                Table.of(NumberedSale.class, "public", "sales"),
                Line.class,
                List.of(customers, rates),
                (sale, lookups) -> new Line(
                        sale.id(),
                        lookups.find(customers, (long) sale.id()).name() + " "
                                + lookups.find(rates, sale.code()).rate()));
        RunReport report = run(settings(1, Reader.COPY, task)
                .reading(new Sources(
                        Map.of(
                                Sources.DEFAULT,
                                Databases.settings(database),
                                "crm",
                                JdbcSettings.of(url, Optional.empty(), () -> null)),
                        Map.of(
                                "rates",
                                new DataFile(
                                        "rates",
                                        "rates.csv",
                                        csv(declared("code text, rate numeric(8;4)")),
                                        () -> LocalFile.open(folder.resolve("rates.csv")))))));
        assertEquals(
                List.of(List.of("1", "Ann 0.1900"), List.of("2", "Bo 0.2000")),
                published("lines").stream().map(row -> row.subList(0, 2)).toList());
        assertEquals(
                List.of("default", "crm"),
                report.sources().stream().map(RunPlan.SourceInfo::name).toList());
    }
}
