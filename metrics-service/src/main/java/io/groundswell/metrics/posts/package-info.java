/// The journey *asked* for content: [PostsResource] and [CreatorsResource] read the parameters, [PostQuestion] checks
/// them, [PostReads] and [CreatorReads] look.
///
/// Totals are the last that the series have, whoever told them: a post's own events or `metric.observed`. Lists are
/// walks along an index from a cursor on; nothing is counted off. Where no index knows the order, [CreatorRankings]
/// keeps it for a moment.
@NullMarked
package io.groundswell.metrics.posts;

import org.jspecify.annotations.NullMarked;
