/// Measures the packaged services, each figure beside a reference that is measured in the same run.
///
/// [Bench] reads the command line and prints the tables. [IngestBench], [SinkBench], [FreshnessBench], [MemoryBench]
/// and [InsightBench] measure one thing each; [Load] is the sender, [Floor] what an HTTP server costs that only parses.
@NullMarked
package io.groundswell.proof.bench;

import org.jspecify.annotations.NullMarked;
