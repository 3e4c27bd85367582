/// The life of an instance: [Up] starts it, in the foreground or [Detached], and greets its user ([Greeting]); [Status]
/// and [Logs] look at it, [Down] ends it.
@NullMarked
package io.groundswell.command.running;

import org.jspecify.annotations.NullMarked;
