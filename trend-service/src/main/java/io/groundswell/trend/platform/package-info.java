/// How subjects do across platforms: never by raw rates side by side, always by their place among their platform's
/// peers.
///
/// The tour: [PlatformKeeper] goes through an organisation's counts twice. First every subject's [Measure]s go into the
/// [Peers] of its platform, its type and its size; then each gets its place among them, and [CrossPlatformTable] writes
/// it down. [CrossPlatformResource] answers, by [CrossPlatformReads].
@NullMarked
package io.groundswell.trend.platform;

import org.jspecify.annotations.NullMarked;
