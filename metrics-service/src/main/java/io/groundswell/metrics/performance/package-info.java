/// How our own answers go: [RequestTimer] sees each request end, [RequestLog] keeps the slow, the failed and a sample,
/// apart from the request and bounded, and [PerformanceResource] shows them.
@NullMarked
package io.groundswell.metrics.performance;

import org.jspecify.annotations.NullMarked;
