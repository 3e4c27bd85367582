/// `groundswell retention`: for how long an organisation keeps its events. Each command is one question to
/// metrics-service ([RetentionQuestion]); removing is the service's.
@NullMarked
package io.groundswell.command.retention;

import org.jspecify.annotations.NullMarked;
