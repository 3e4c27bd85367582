/// Takes what SDKs of Segment and RudderStack send. [SegmentRoute] has their paths and finds their write key, in the
/// header or in the body; [Calls] takes a body apart, [Translation] makes a CloudEvent of each message, and from there
/// on it is taken like any other (`intake`). What is answered is what those SDKs understand ([Replies]).
@NullMarked
package io.groundswell.ingest.segment;

import org.jspecify.annotations.NullMarked;
