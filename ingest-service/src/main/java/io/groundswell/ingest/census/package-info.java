/// Who uses how many names. Metric names and series are rows of dictionaries and of rollups for as long as there are
/// any, so an organisation may bring only so many new ones in a day: [Census] knows those of today
/// ([DayOfOrganization]) and refuses what would be one too many, at the door and never later.
@NullMarked
package io.groundswell.ingest.census;

import org.jspecify.annotations.NullMarked;
