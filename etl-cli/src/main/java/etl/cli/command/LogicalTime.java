package etl.cli.command;

import etl.tasks.EtlException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run is for: `--date`, or the time that Kubernetes' CronJob was due, or now.
///
/// A CronJob names each of its jobs `<its own name>-<the scheduled minute since 1970>`. A pod of such a job that is tried
/// again, even after midnight, is for the same time and so for the same date.
///
/// @param text the logical time as the log of commits keeps it, `2026-11-22` or `2026-11-23T02:00:00Z`: a task is
///     published once for each; empty: now, so never published before
/// @param date the date of the files' partition `dt`
/// @param why where it comes from, as the end of a sentence
record LogicalTime(Optional<String> text, LocalDate date, String why) {
    /// The clocks of a cluster's machines may differ so much.
    static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    /// The longest time between a minute that is taken for a scheduled one and now. Numbers that people write at the end
    /// of a name, such as the 20261123 of a day, are minutes of other years.
    static final Duration LONGEST_AGO = Duration.ofDays(366);

    private static final Pattern SCHEDULED = Pattern.compile(".*-([1-9]\\d{0,9})");

    /// @param date what `--date` says
    /// @param job the name of the Kubernetes job that the program runs in
    /// @param zone the zone whose date a time becomes
    /// @throws EtlException when the date isn't one
    static LogicalTime of(Optional<String> date, Optional<String> job, ZoneId zone, Instant now) {
        if (date.isPresent()) {
            LocalDate parsed = parse(date.get());
            return new LogicalTime(Optional.of(parsed.toString()), parsed, "--date says so");
        }
        if (job.isEmpty()) {
            return now(zone, now, "neither a date nor a scheduled time is given, so it is now");
        }
        Matcher name = SCHEDULED.matcher(job.get());
        if (!name.matches()) {
            return now(
                    zone, now, "the name of the job %s ends in no scheduled minute, so it is now".formatted(job.get()));
        }
        Instant scheduled = Instant.EPOCH.plus(Duration.ofMinutes(Long.parseLong(name.group(1))));
        if (scheduled.isAfter(now.plus(CLOCK_DIFFERENCE)) || scheduled.isBefore(now.minus(LONGEST_AGO))) {
            return now(
                    zone,
                    now,
                    "the number at the end of the job %s, as a minute, is %s, which is not within the last year, so it is now"
                            .formatted(job.get(), scheduled));
        }
        return new LogicalTime(
                Optional.of(scheduled.toString()),
                dateOf(scheduled, zone),
                "the job %s was scheduled for it".formatted(job.get()));
    }

    private static LogicalTime now(ZoneId zone, Instant now, String why) {
        return new LogicalTime(Optional.empty(), dateOf(now, zone), why);
    }

    private static LocalDate dateOf(Instant time, ZoneId zone) {
        return LocalDate.ofInstant(time, zone);
    }

    private static LocalDate parse(String date) {
        try {
            return LocalDate.parse(date);
        } catch (DateTimeParseException e) {
            throw EtlException.usage("--date: '" + date + "' is not a date. Write it as 2026-11-22.");
        }
    }
}
