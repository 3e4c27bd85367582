/// Pictures of the page, for the documents: whoever changes the page makes them anew with one command.
@NullMarked
package io.groundswell.command.screenshots;

import org.jspecify.annotations.NullMarked;
