/// The whole system on a laptop. [Sandbox] starts a broker, a database ([io.groundswell.sandbox.backend]) and the three
/// services as child processes ([io.groundswell.sandbox.child]), starts again what dies, and ends all of it with
/// itself. What runs where is written into the data directory as an [Instance], for every other command to read.
@NullMarked
package io.groundswell.sandbox;

import org.jspecify.annotations.NullMarked;
