/// The page at `/`: what people leave open. [PageRoute] serves its files, which are plain modules that a browser reads
/// as they are, and [RecordRoute] brings it what metrics-service knows, so that the page needs one origin only.
///
/// The page itself stands in the resources, under `dashboard`: `main.js` chooses a view by the address, each view is a
/// module of its own under `views`, and all that is asked of a service goes through `service.js`.
@NullMarked
package io.groundswell.trend.dashboard;

import org.jspecify.annotations.NullMarked;
