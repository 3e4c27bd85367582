/// What happens to every request of the edge, whatever it carries. [Door] looks at lane and key before it takes the
/// body, collects it under hard caps ([Body]), undoes its [Encoding], hands it to whoever the route belongs to, and
/// writes the answer. These are plain routes on the event loop, since most requests carry one event and the way through
/// JAX-RS costs more than the event.
@NullMarked
package io.groundswell.ingest.door;

import org.jspecify.annotations.NullMarked;
