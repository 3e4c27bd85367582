/// `groundswell images`: images of the services without a registry and without a container engine. What an image holds
/// is laid out in a directory ([Layout]): a Java of the modules that are needed, the C library of this machine, the
/// service, and what its start recorded; then it is written as one tar ([ImageFile]) that `docker load` and every
/// registry take.
@NullMarked
package io.groundswell.command.images;

import org.jspecify.annotations.NullMarked;
