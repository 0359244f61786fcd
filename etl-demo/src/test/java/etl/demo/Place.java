package etl.demo;

/// Where and how a run publishes.
enum Place {
    /// A folder, without a catalog.
    FOLDER,
    /// A bucket, without a catalog.
    BUCKET,
    /// A bucket with a crawler.
    CRAWLER,
    /// A bucket whose catalog the program fills itself.
    DIRECT
}
