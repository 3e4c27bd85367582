/// The descriptions of the HTTP APIs, held to the services.
@NullMarked
package io.groundswell.proof.description;

import org.jspecify.annotations.NullMarked;
