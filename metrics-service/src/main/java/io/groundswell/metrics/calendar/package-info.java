/// How time is cut into buckets: [Bucket] knows where one ends in a time zone, [Edges] are those of a range, and
/// [TimeZones] the names that a zone may have.
@NullMarked
package io.groundswell.metrics.calendar;

import org.jspecify.annotations.NullMarked;
