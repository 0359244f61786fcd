package etl.cli.report;

import etl.tasks.run.RunPlan;
import etl.tasks.source.Retry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What is known of a run that hasn't ended well, or not yet.
///
/// @param logicalTime what it is for; empty before that is known
/// @param date the date of its partition
/// @param source the database, without a secret; empty before it is resolved
/// @param destination where its files would go; empty before it is resolved
/// @param plan its plan; empty before it is made
/// @param retries what was done again so far
public record RunFacts(
        Optional<String> logicalTime,
        LocalDate date,
        Instant startedAt,
        Optional<String> source,
        Optional<String> destination,
        Optional<RunPlan> plan,
        List<Retry> retries) {

    public RunFacts {
        retries = List.copyOf(retries);
    }
}
