/// `groundswell db report`: what the tables take, in all and for each event, what is wasted in them, and which
/// indexes nobody uses. Sizes mean nothing apart from each other, so they stand together.
@NullMarked
package io.groundswell.command.report;

import org.jspecify.annotations.NullMarked;
