/// The packaged services against servers that let nobody in without TLS and a login, with real certificates.
@NullMarked
package io.groundswell.proof.hardened;

import org.jspecify.annotations.NullMarked;
