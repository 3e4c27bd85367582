/// A browser that is driven: a Chromium that stands on this machine, without a window, by the protocol of its own
/// developer tools (https://chromedevtools.github.io/devtools-protocol). For the tests of the page and its pictures.
@NullMarked
package io.groundswell.sandbox.browser;

import org.jspecify.annotations.NullMarked;
