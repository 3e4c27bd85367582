/// How a subject was judged, on request.
///
/// The tour: [HistoryResource] reads the question; [HistoryQuery] reads the subject's stored buckets and judges them
/// anew, by the detector that judges them live; [History] is the answer.
@NullMarked
package io.groundswell.trend.history;

import org.jspecify.annotations.NullMarked;
