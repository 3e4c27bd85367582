/// What is taken and what is not, in numbers: [Limits] as they are in force, [LimitsResource] shows them to who sends,
/// and [Connections] sees to it that theirs holds. [Decoders] puts a [StrictDecoder] before every connection: headers
/// have a deadline, and a request that can be read in two ways is not read.
@NullMarked
package io.groundswell.ingest.limits;

import org.jspecify.annotations.NullMarked;
