/// `groundswell archive`: old days in files, for the operator. Each command is one question to metrics-service
/// ([ArchiveQuestion]); the work itself is the service's.
@NullMarked
package io.groundswell.command.archive;

import org.jspecify.annotations.NullMarked;
