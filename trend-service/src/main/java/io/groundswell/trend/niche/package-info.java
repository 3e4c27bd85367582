/// Which subjects belong to which niche.
///
/// The tour: a [Niche] has a name and [Rule]s; [NicheBook] knows them all. [Members] takes what events say of the
/// niches of their subjects, and what the rules say, and writes it down in the batch's transaction; boards ask it.
@NullMarked
package io.groundswell.trend.niche;

import org.jspecify.annotations.NullMarked;
