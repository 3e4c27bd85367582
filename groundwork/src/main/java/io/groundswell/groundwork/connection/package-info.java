/// What holds for every connection of every service, before a request is made of its bytes: [Decoders] puts a
/// [StrictDecoder] before each, so that headers have a deadline and a request that can be read in two ways is not read;
/// [Connections] sees to it that the limit of connections holds.
@NullMarked
package io.groundswell.groundwork.connection;

import org.jspecify.annotations.NullMarked;
