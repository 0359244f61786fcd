package etl.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogicalTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:07Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void the_minute_at_the_end_of_the_jobs_name_is_the_time() {
        LogicalTime time = of("etl-nightly-29923320", UTC, NOW);

        assertEquals(Optional.of("2026-11-23T02:00:00Z"), time.text());
        assertEquals(LocalDate.parse("2026-11-23"), time.date());
        assertEquals("the job etl-nightly-29923320 was scheduled for it", time.why());
    }

    @ParameterizedTest
    @CsvSource({
        // Midnight, on both sides of it and of Greenwich.
        "2026-11-22T22:59:00Z, Europe/Berlin, 2026-11-22",
        "2026-11-22T23:00:00Z, Europe/Berlin, 2026-11-23",
        "2026-11-22T23:00:00Z, UTC, 2026-11-22",
        "2026-11-23T00:00:00Z, UTC, 2026-11-23",
        "2026-11-23T04:59:00Z, America/New_York, 2026-11-22",
        "2026-11-23T05:00:00Z, America/New_York, 2026-11-23",
        "2026-11-22T18:29:00Z, Asia/Kolkata, 2026-11-22",
        "2026-11-22T18:30:00Z, Asia/Kolkata, 2026-11-23",
        "2026-11-22T09:59:00Z, Pacific/Kiritimati, 2026-11-22",
        "2026-11-22T10:00:00Z, Pacific/Kiritimati, 2026-11-23",
        "2026-11-23T11:59:00Z, Etc/GMT+12, 2026-11-22",
        "2026-11-22T21:59:00Z, +02:00, 2026-11-22",
        // The hour that clocks skip (from 2:00, and from midnight) and the one that they show twice.
        "2026-03-29T00:59:00Z, Europe/Berlin, 2026-03-29",
        "2026-03-29T01:00:00Z, Europe/Berlin, 2026-03-29",
        "2026-04-23T21:59:00Z, Africa/Cairo, 2026-04-23",
        "2026-04-23T22:00:00Z, Africa/Cairo, 2026-04-24",
        "2026-10-25T00:30:00Z, Europe/Berlin, 2026-10-25",
        "2026-10-25T01:30:00Z, Europe/Berlin, 2026-10-25",
        // Midnight that comes twice: the second is of the day before again.
        "2026-10-29T20:59:00Z, Africa/Cairo, 2026-10-29",
        "2026-10-29T21:00:00Z, Africa/Cairo, 2026-10-29",
        "2026-10-29T22:00:00Z, Africa/Cairo, 2026-10-30",
        // Leap days and the year's end.
        "2028-02-28T23:00:00Z, Europe/Berlin, 2028-02-29",
        "2028-02-29T23:59:00Z, UTC, 2028-02-29",
        "2028-03-01T00:00:00Z, UTC, 2028-03-01",
        "2027-02-28T23:00:00Z, Europe/Berlin, 2027-03-01",
        "2026-12-31T23:00:00Z, Europe/Berlin, 2027-01-01"
    })
    void theDateIsThatOfTheZone(Instant scheduled, ZoneId zone, LocalDate date) {
        LogicalTime ofJob = of("etl-" + minute(scheduled), zone, scheduled.plusSeconds(10));
        assertEquals(date, ofJob.date());
        assertEquals(Optional.of(scheduled.toString()), ofJob.text());

        LogicalTime now = LogicalTime.of(Optional.empty(), Optional.empty(), zone, scheduled);
        assertEquals(date, now.date());
        assertEquals(Optional.empty(), now.text());
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-5M", "PT10M", "PT22H", "P300D", "P366D"})
    void a_retry_is_for_the_same_time_however_late_it_is(Duration late) {
        Instant scheduled = Instant.parse("2026-11-22T23:50:00Z");
        LogicalTime time = of("etl-" + minute(scheduled), UTC, scheduled.plus(late));

        assertEquals(Optional.of("2026-11-22T23:50:00Z"), time.text());
        assertEquals(LocalDate.parse("2026-11-22"), time.date());
    }

    @ParameterizedTest
    @CsvSource({"PT6M", "P1D", "P-367D", "P-9000D"})
    void a_minute_that_is_not_of_the_last_year_is_no_scheduled_one(Duration fromNow) {
        Instant other = Instant.parse("2026-11-23T02:00:00Z").plus(fromNow);
        LogicalTime time = of("etl-" + minute(other), UTC, NOW);

        assertEquals(Optional.empty(), time.text());
        assertEquals(LocalDate.parse("2026-11-23"), time.date());
        assertTrue(time.why().contains(other.toString()), time.why());
    }

    @ParameterizedTest
    @CsvSource({
        "manual",
        "manual-20261123",
        "manual-202611230200",
        "manual-2026-11-23",
        "manual-1",
        "manual-0",
        "manual-029923320",
        "manual-99999999999999999999",
        "29923320",
        "etl-nightly-29923320-retry",
        "etl-nightly-29923320x",
        "etl-nightly29923320",
        "etl-nightly--x"
    })
    void a_job_made_by_hand_takes_now(String job) {
        LogicalTime time = of(job, UTC, NOW);

        assertEquals(Optional.empty(), time.text());
        assertEquals(LocalDate.parse("2026-11-23"), time.date());
        assertTrue(time.why().contains("job " + job) && time.why().endsWith("so it is now"), time.why());
    }

    @Test
    void the_date_that_is_asked_for_wins_over_the_job() {
        LogicalTime time = LogicalTime.of(Optional.of("2026-11-01"), Optional.of("etl-nightly-29923320"), UTC, NOW);

        assertEquals(new LogicalTime(Optional.of("2026-11-01"), LocalDate.parse("2026-11-01"), "--date says so"), time);
    }

    @ParameterizedTest
    @CsvSource({"today", "2026-11-31", "2027-02-29", "2026-1-1"})
    void what_is_no_date_is_refused(String date) {
        EtlException refused =
                assertThrows(EtlException.class, () -> LogicalTime.of(Optional.of(date), Optional.empty(), UTC, NOW));

        assertEquals("--date: '" + date + "' is not a date. Write it as 2026-11-22.", refused.getMessage());
    }

    private static LogicalTime of(String job, ZoneId zone, Instant now) {
        return LogicalTime.of(Optional.empty(), Optional.of(job), zone, now);
    }

    private static long minute(Instant time) {
        return Duration.between(Instant.EPOCH, time).toMinutes();
    }
}
