package etl.tasks.publish;

import etl.tasks.EtlException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What is told of published files so that queries find them. Whatever is told may be told again, by the run itself, by
/// a later run, by two at once.
///
/// A mistake of the user's is an [EtlException] that says what to do.
public interface Catalog extends AutoCloseable {

    /// The catalog's mode and name in the user's words, such as `crawler shop-nightly`.
    String describe();

    /// Looks at whether the catalog can show these tables.
    ///
    /// @param tables what is about to be published; none: only the catalog itself is looked at
    /// @throws EtlException when it isn't there or can't be looked at
    List<CatalogFinding> findings(List<TableKeys> tables);

    /// What the catalog shows otherwise than it was published; nothing is changed.
    ///
    /// @param visible all partitions that there are, each with its newest files
    /// @throws EtlException when it can't be looked at
    List<CatalogFinding> differences(List<VisiblePartition> visible);

    /// Refuses a catalog that isn't there, or that surely couldn't show these tables, before the first row is read.
    ///
    /// @param tables what is about to be published; none: only the catalog itself is looked at
    /// @return what may do harm
    default List<String> check(List<TableKeys> tables) {
        List<CatalogFinding> findings = findings(tables);
        List<String> refused = messages(findings, CatalogFinding.Weight.REFUSED);
        if (!refused.isEmpty()) {
            throw EtlException.usage(String.join("\n", refused));
        }
        return messages(findings, CatalogFinding.Weight.HARMFUL);
    }

    private static List<String> messages(List<CatalogFinding> findings, CatalogFinding.Weight weight) {
        return findings.stream()
                .filter(finding -> finding.weight() == weight)
                .map(CatalogFinding::message)
                .toList();
    }

    /// How the files of this catalog's partitions must lie.
    FileKey.Layout layout();

    /// Takes partitions whose files are about to be replaced out of sight, where readers would otherwise see older and
    /// newer files together. Partitions that the catalog doesn't know are none of its business.
    ///
    /// @param turn asked before each change
    /// @throws IOException when the catalog can't be reached or isn't ready in time
    void hide(List<PartitionName> partitions, Turn turn) throws IOException;

    /// Has readers see exactly the files of these partitions.
    ///
    /// A catalog that fails doesn't throw: the data is there already. The outcome says so.
    ///
    /// @param partitions what is visible; each with the commit's newest files
    /// @param turn asked before each change
    CatalogOutcome show(List<VisiblePartition> partitions, Turn turn);

    /// Has readers see what there is, after files that nobody saw were removed again.
    CatalogOutcome showAgain(Turn turn);

    /// Takes partitions away for good: their files are deleted afterwards. Those that the catalog doesn't know are none of
    /// its business, so it may be asked again.
    ///
    /// @param turn asked before each change
    /// @throws IOException when the catalog can't be reached or isn't ready in time
    void drop(List<PartitionName> partitions, Turn turn) throws IOException;

    /// Which of these partitions' older files nobody can be reading any more: the catalog, asked now, points at the
    /// newest ones and was switched to them long enough ago.
    ///
    /// @param partitions the newest that is visible of each
    /// @param keep how long ago the switch must be
    List<VisiblePartition> settled(List<VisiblePartition> partitions, Duration keep) throws IOException;

    /// The calls to a service that had to be made again so far; none where there is no service.
    default List<RepeatedCalls> repeated() {
        return List.of();
    }

    @Override
    void close();
}
