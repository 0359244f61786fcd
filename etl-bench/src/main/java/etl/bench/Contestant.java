package etl.bench;

import etl.schemas.Table;
import etl.tasks.shop.CombinedOrders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A program that is measured.
///
/// @param name what `--only` calls it
/// @param description what the table of results calls it
/// @param data what it reads
/// @param floor whether it is what the others of the same data are compared with; it writes no files
/// @param command how it is started
record Contestant(String name, String description, Data data, boolean floor, Command command) {

    /// What is read.
    enum Data {
        LINEITEM,
        COMBINED_ORDERS
    }

    /// Gives the command line of one trial.
    @FunctionalInterface
    interface Command {
        List<String> of(int workers, Path folder);
    }

    /// All of them, in the order in which they run.
    ///
    /// @param launcher the packaged program's launcher
    /// @param peer the command of another program, with `{table}`, `{file}` and `{threads}`
    static List<Contestant> all(Path launcher, Optional<String> peer) {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant(
                "floor",
                "raw COPY, thrown away",
                Data.LINEITEM,
                true,
                (workers, folder) -> java(
                        RawCopy.class,
                        Integer.toString(workers),
                        "select * from public.lineitem where " + Table.SPLIT_MARK,
                        "public.lineitem",
                        "ctid")));
        all.add(new Contestant(
                "relation",
                "etl run --table public.lineitem",
                Data.LINEITEM,
                false,
                (workers, folder) -> etl(launcher, workers, folder, "--table=public.lineitem")));
        all.add(new Contestant(
                "typed",
                "etl run --task lineitem",
                Data.LINEITEM,
                false,
                (workers, folder) -> etl(launcher, workers, folder, "--task=lineitem")));
        peer.ifPresent(command -> all.add(new Contestant(
                "peer",
                peerName(command),
                Data.LINEITEM,
                false,
                (workers, folder) -> List.of("sh", "-c", filled(command, workers, folder)))));
        all.add(new Contestant(
                "jdbc",
                "JDBC getters, ParquetWriter",
                Data.LINEITEM,
                false,
                (workers, folder) -> java(PlainJdbc.class, Integer.toString(workers), folder.toString())));
        all.add(new Contestant(
                "combined-floor",
                "raw COPY of combined_orders' query",
                Data.COMBINED_ORDERS,
                true,
                (workers, folder) -> java(
                        RawCopy.class,
                        Integer.toString(workers),
                        ((Table.FromQuery) CombinedOrders.INPUT.rows()).sql(),
                        "public.orders",
                        "o.ctid")));
        all.add(new Contestant(
                "combined",
                "etl run --task combined_orders",
                Data.COMBINED_ORDERS,
                false,
                (workers, folder) -> etl(launcher, workers, folder, "--task=combined_orders")));
        return all;
    }

    /// One of our own programs. The floors get the heap and the collector that the launcher gives the packaged program;
    /// the obvious program gets what Java gives anybody, a quarter of the memory: it holds whole row groups.
    private static List<String> java(Class<?> program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (program != PlainJdbc.class) {
            command.addAll(List.of("-Xmx448m", "-XX:+UseParallelGC"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        return command;
    }

    static List<String> etl(Path launcher, int workers, Path folder, String what) {
        return List.of(
                launcher.toString(), "run", what, "--workers=" + workers, "--dest=" + folder.toUri(), "--no-catalog");
    }

    private static String filled(String command, int workers, Path folder) {
        return command.replace("{table}", "public.lineitem")
                .replace("{file}", folder.resolve("lineitem.parquet").toString())
                .replace("{threads}", Integer.toString(workers));
    }

    private static String peerName(String command) {
        String program = command.strip().split("\\s+", 2)[0];
        return "peer: " + program.substring(program.lastIndexOf('/') + 1);
    }
}
