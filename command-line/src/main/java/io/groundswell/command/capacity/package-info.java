/// `groundswell capacity`: how much a running system can still take.
@NullMarked
package io.groundswell.command.capacity;

import org.jspecify.annotations.NullMarked;
