/// How a service stands: [Standing] beans say what they still wait for, and the readiness answer lists their reasons.
/// Liveness asks nobody: a database outage must not restart a service.
@NullMarked
package io.groundswell.groundwork.standing;

import org.jspecify.annotations.NullMarked;
