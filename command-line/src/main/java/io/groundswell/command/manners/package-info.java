/// How every command behaves: it ends with an [Exit] code, and where it failed with one line that says why
/// ([CommandFailed]); it redraws lines and asks questions only where there is a [Terminal].
@NullMarked
package io.groundswell.command.manners;

import org.jspecify.annotations.NullMarked;
