/// The first key: a fresh system has no one who could make keys, so [BootstrapKey] puts the configured one in.
@NullMarked
package io.groundswell.ingest.access;

import org.jspecify.annotations.NullMarked;
