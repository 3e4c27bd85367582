/// Says that trends started, peaked and ended.
///
/// The tour: [Announcer] compares how the series of a partition stand with what was said of them, and [CourseLog]
/// writes each [Announcement] down, in one statement with the [Step] that it says and the call that it is.
/// [TrendSender] brings what was written to the topic that [TrendTopic] makes; after a kill, [SentBefore] finds out
/// what had been sent.
@NullMarked
package io.groundswell.trend.announce;

import org.jspecify.annotations.NullMarked;
