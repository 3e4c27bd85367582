/// How an error is told: one JSON form (RFC 9457), stable types, nothing echoed.
@NullMarked
package io.groundswell.groundwork.problem;

import org.jspecify.annotations.NullMarked;
