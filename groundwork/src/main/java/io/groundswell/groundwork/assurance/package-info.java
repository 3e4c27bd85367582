/// What the promises rest on outside this code: settings of the clients, the broker and the database. [SelfCheck] asks
/// every [Assured] part once at start, says what is in effect, and in production refuses to go on without.
@NullMarked
package io.groundswell.groundwork.assurance;

import org.jspecify.annotations.NullMarked;
