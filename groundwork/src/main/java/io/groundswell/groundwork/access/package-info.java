/// Who is asking. [KeyRing] holds a snapshot of all API keys, so that a request is admitted without the database and
/// goes on being admitted while the database is away; [Requires] guards a resource; [Caller] says whose data it is.
/// Keys are stored as what [PepperSource] and their secret give together.
@NullMarked
package io.groundswell.groundwork.access;

import org.jspecify.annotations.NullMarked;
