/// Sentences about what happened, with their evidence.
///
/// The tour: [InsightKeeper] goes through an organisation. [Findings] turns what was announced into findings, and asks
/// for records and for platforms that went ahead; a [Finding] knows its sentence. [InsightRegistry] makes each once,
/// and supersedes it when late counts change the verdict, which [Course] works out anew. [InsightsResource] answers.
@NullMarked
package io.groundswell.trend.insight;

import org.jspecify.annotations.NullMarked;
