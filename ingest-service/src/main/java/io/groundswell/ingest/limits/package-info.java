/// What is taken and what is not, in numbers: [Limits] as they are in force, [LimitsResource] shows them to who sends.
@NullMarked
package io.groundswell.ingest.limits;

import org.jspecify.annotations.NullMarked;
