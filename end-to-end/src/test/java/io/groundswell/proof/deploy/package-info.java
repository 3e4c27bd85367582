/// What stands in `deploy/` and `docker-compose.yml`, held to the schemas of its kinds and to the code.
@NullMarked
package io.groundswell.proof.deploy;

import org.jspecify.annotations.NullMarked;
