/// What a service does beside its requests, again and again. [Background] gives each such work a thread, begins when
/// the tables stand, goes on after trouble, and ends with the service.
@NullMarked
package io.groundswell.groundwork.background;

import org.jspecify.annotations.NullMarked;
