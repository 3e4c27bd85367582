/// `groundswell org`: organisations and their members.
@NullMarked
package io.groundswell.command.organizations;

import org.jspecify.annotations.NullMarked;
