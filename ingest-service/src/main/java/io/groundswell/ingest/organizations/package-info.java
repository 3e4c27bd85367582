/// Organisations and their members. Who runs the system (an admin key of organisation 1) makes organisations and sees
/// all of them; everybody else sees their own and nothing of the others, not even whether they are there.
@NullMarked
package io.groundswell.ingest.organizations;

import org.jspecify.annotations.NullMarked;
