package etl.tasks.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The numbers of the files that one attempt of a run writes, of each table from 0 on. None is given twice, so that no
/// file of a split that is read again has the key of another.
final class FileNumbers {
    private final Map<String, AtomicInteger> next = new ConcurrentHashMap<>();

    int next(String table) {
        return next.computeIfAbsent(table, unused -> new AtomicInteger()).getAndIncrement();
    }
}
