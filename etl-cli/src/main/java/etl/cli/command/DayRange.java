package etl.cli.command;

import etl.tasks.EtlException;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.run.Reach;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The days that `--from` and `--to` name, both among them.
record DayRange(LocalDate from, LocalDate to) {
    /// Each day has a file and a place in the commit: so many fit into the smallest heap that is documented.
    private static final int MOST_DAYS = 10_000;

    /// @param perDay whether each day is a decision of its own
    /// @param date what `--date` says
    /// @return empty when all rows are to be read
    /// @throws EtlException when the flags don't go together, or not with the tasks
    static Optional<DayRange> of(
            Optional<String> from, Optional<String> to, boolean perDay, Optional<String> date, List<Task> tasks) {
        if (from.isEmpty() && to.isEmpty()) {
            if (perDay) {
                throw EtlException.usage("--per-day goes with --from and --to: one decision for each of their days.");
            }
            return Optional.empty();
        }
        if (from.isEmpty() || to.isEmpty()) {
            throw EtlException.usage(
                    "--from and --to go together: the first and the last day. For one day name it twice.");
        }
        DayRange range = new DayRange(parse("--from", from.get()), parse("--to", to.get()));
        if (range.from.isAfter(range.to)) {
            throw EtlException.usage("--from %s comes after --to %s. Exchange them.".formatted(range.from, range.to));
        }
        long days = ChronoUnit.DAYS.between(range.from, range.to) + 1;
        boolean byDay = tasks.stream()
                .anyMatch(
                        task -> task.options().partitioning().keys().stream().anyMatch(key -> key.unit() == Unit.DAY));
        if (byDay && days > MOST_DAYS) {
            throw EtlException.usage(
                    "--from %s --to %s are %d days, and a run fills %d at most. Fill them in several runs, the first with --to %s."
                            .formatted(range.from, range.to, days, MOST_DAYS, range.from.plusDays(MOST_DAYS - 1L)));
        }
        if (date.isPresent() && !hasDate(tasks)) {
            throw EtlException.usage(
                    "--date names the partition dt, and none of these tasks has it in partition-by. Leave --date out: --from and --to say which partitions are filled.");
        }
        for (Task task : tasks) {
            boolean longer = task.options().partitioning().keys().stream()
                    .anyMatch(key -> key.unit() == Unit.MONTH || key.unit() == Unit.YEAR);
            if (perDay && longer) {
                throw EtlException.usage(
                        "--per-day: %s has no partition for each day (partition-by %s). Leave --per-day out."
                                .formatted(task.name(), task.options().partitioning()));
            }
        }
        return Optional.of(range);
    }

    private static LocalDate parse(String flag, String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1 && text.length() == "2026-11-22".length()) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // The same message as for a year that partitions can't name.
        }
        throw EtlException.usage(flag + ": '" + text + "' is not a date. Write it as 2026-11-22.");
    }

    private static boolean hasDate(List<Task> tasks) {
        return tasks.stream().anyMatch(task -> task.options().partitioning().date());
    }

    /// One range a day.
    List<DayRange> days() {
        return Stream.iterate(from, day -> !day.isAfter(to), day -> day.plusDays(1))
                .map(day -> new DayRange(day, day))
                .toList();
    }

    Reach reach() {
        return new Reach.Days(from, to);
    }

    /// What a run over the range is for.
    ///
    /// @param time when it is; its date is part of it where tasks publish under it
    LogicalTime logicalTime(LogicalTime time, List<Task> tasks) {
        String text = from + ".." + to;
        return new LogicalTime(
                Optional.of(hasDate(tasks) ? text + " " + Partitioning.DATE_KEY + "=" + time.date() : text),
                time.date(),
                "--from and --to say so");
    }
}
