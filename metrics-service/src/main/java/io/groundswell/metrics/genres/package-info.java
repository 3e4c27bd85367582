/// The genres that events may name, with their numbers at The Movie Database.
@NullMarked
package io.groundswell.metrics.genres;

import org.jspecify.annotations.NullMarked;
