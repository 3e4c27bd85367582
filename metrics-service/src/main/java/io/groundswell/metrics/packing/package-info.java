/// Events come in the order of their time and stand in their index by subject, so its pages split all day long and end
/// up two thirds full. When a day is over the [Packer] writes its indexes anew, full, beside those that are in use.
@NullMarked
package io.groundswell.metrics.packing;

import org.jspecify.annotations.NullMarked;
