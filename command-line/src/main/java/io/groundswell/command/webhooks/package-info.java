/// `groundswell webhooks`: where announcements are sent to, and what became of them.
@NullMarked
package io.groundswell.command.webhooks;

import org.jspecify.annotations.NullMarked;
