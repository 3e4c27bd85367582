/// Who is behind what stands out: how many creators, and how evenly.
///
/// The tour: the feed adds each creator's share to one of 256 cells of a series and six hours; [CrowdQuery] reads the
/// cells of a series, and a [Crowd] is what follows from them. [Crowds] keeps those of what stands out, for the boards.
@NullMarked
package io.groundswell.trend.crowd;

import org.jspecify.annotations.NullMarked;
