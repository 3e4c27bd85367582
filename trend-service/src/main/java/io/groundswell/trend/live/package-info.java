/// Tells listeners what is announced, while they wait.
///
/// The tour: [StreamResource] takes a connection; [Listeners] reads the outbox for all of them, and for one that
/// resumes what it has missed since its [Place]. A [Told] is one announcement.
@NullMarked
package io.groundswell.trend.live;

import org.jspecify.annotations.NullMarked;
