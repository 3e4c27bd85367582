/// `groundswell keys`: making, listing, renewing and revoking the API keys of an organisation.
@NullMarked
package io.groundswell.command.keys;

import org.jspecify.annotations.NullMarked;
